import { join } from 'node:path';
import { applyMigrations } from '@switchboard/local-stack';

// Brings the database at DATABASE_DIRECT_URL (or DATABASE_URL) up to date; `supabase db push` does the same.

const url = process.env['DATABASE_DIRECT_URL'] || process.env['DATABASE_URL'];
if (!url) throw new Error('DATABASE_URL is not set');
const applied = await applyMigrations({ url, dir: join(import.meta.dirname, '../supabase/migrations') });
console.log(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The database is up to date.');
