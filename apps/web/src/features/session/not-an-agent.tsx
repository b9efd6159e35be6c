import { Button } from '../../components/ui/button.tsx';
import { AuthFrame } from './auth-frame.tsx';

/** Signed in well, but nobody here: says whose turn it is. */
export function NotAnAgent({ email, onBack }: { email: string; onBack: () => void }) {
  return (
    <AuthFrame title="You are not on this team yet">
      <div className="grid gap-3">
        <p>
          {email ? (
            <>
              Your account <strong className="font-semibold break-all">{email}</strong> is fine, but no agent of this
              portal has that address.
            </>
          ) : (
            'Your account is fine, but no agent of this portal has its e-mail address.'
          )}
        </p>
        <p className="text-muted">
          Ask an admin of your organisation to add you with exactly this address, then sign in again. If you have
          another address at work, try that one.
        </p>
        <Button size="lg" onClick={onBack} className="mt-2">
          Sign in with another account
        </Button>
      </div>
    </AuthFrame>
  );
}
