import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that some tests need and npm cannot install. */
interface Tool {
  name: string;
  /** Names of its program, looked for in PATH and in the folders where Debian keeps servers. */
  programs: string[];
  /** The variable that tells the specs that it is there: its path, if it is a path, else `1`. */
  variable: 'CHROMIUM_PATH' | 'HAVE_DOVECOT' | 'HAVE_REDIS';
  covers: string;
  debian: string;
  macos: string;
}

const TOOLS: Tool[] = [
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    variable: 'CHROMIUM_PATH',
    covers: 'the whole portal in a browser',
    debian: 'chromium',
    macos: '--cask chromium',
  },
  {
    name: 'Dovecot',
    programs: ['dovecot'],
    variable: 'HAVE_DOVECOT',
    covers: 'reading mail from a real IMAP server',
    debian: 'dovecot-imapd',
    macos: 'dovecot',
  },
  {
    name: 'Redis',
    programs: ['redis-server'],
    variable: 'HAVE_REDIS',
    covers: 'several API nodes beside each other',
    debian: 'redis-server',
    macos: 'redis',
  },
];

export interface ToolReport {
  /** One line for each missing tool: what is skipped without it and how to get it. */
  missing: string[];
  /** What the specs go by; a missing tool has an empty value. */
  env: Record<Tool['variable'], string>;
}

/** Looks for the tools in the environment given. */
export function findTools(env: NodeJS.ProcessEnv): ToolReport {
  const report: ToolReport = { missing: [], env: { CHROMIUM_PATH: '', HAVE_DOVECOT: '', HAVE_REDIS: '' } };
  for (const tool of TOOLS) {
    const path = findProgram(tool, env);
    if (path === undefined) {
      report.missing.push(
        `${tool.name} is missing, so ${tool.covers} is not tested. ` +
          `Debian: sudo apt-get install ${tool.debian} · macOS: brew install ${tool.macos}`,
      );
    } else {
      report.env[tool.variable] = tool.variable === 'CHROMIUM_PATH' ? path : '1';
    }
  }
  return report;
}

function findProgram(tool: Tool, env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/sbin'];
  const given = tool.variable === 'CHROMIUM_PATH' && env[tool.variable] ? [env[tool.variable] as string] : [];
  const application = tool.name === 'Chromium' ? ['/Applications/Chromium.app/Contents/MacOS/Chromium'] : [];
  const candidates = tool.programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...given, ...candidates, ...application].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
