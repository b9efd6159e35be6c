interface Server {
  host: string;
  port: string;
  secure: boolean;
}

export interface Preset {
  name: string;
  imap: Server;
  smtp: Server;
  takesTags: boolean;
  /** What has to be done at the provider first. */
  hint: string;
}

/** Servers of well-known providers; for any other they stand in its help pages. */
export const presets: readonly Preset[] = [
  {
    name: 'Gmail',
    imap: { host: 'imap.gmail.com', port: '993', secure: true },
    smtp: { host: 'smtp.gmail.com', port: '465', secure: true },
    takesTags: true,
    hint: 'Turn on 2-step verification for the account, make an app password, and give that here.',
  },
  {
    name: 'Outlook',
    imap: { host: 'outlook.office365.com', port: '993', secure: true },
    smtp: { host: 'smtp.office365.com', port: '587', secure: false },
    takesTags: true,
    hint: 'Most Microsoft 365 accounts refuse passwords for IMAP. If the test says so, forward the mailbox to this portal by SMTP.',
  },
  {
    name: 'Zoho',
    imap: { host: 'imappro.zoho.com', port: '993', secure: true },
    smtp: { host: 'smtppro.zoho.com', port: '465', secure: true },
    takesTags: true,
    hint: 'Switch IMAP on in the settings of the mailbox. Accounts of the Indian data centre have servers that end in zoho.in.',
  },
  {
    name: 'Another',
    imap: { host: '', port: '993', secure: true },
    smtp: { host: '', port: '465', secure: true },
    takesTags: false,
    hint: 'The names of the servers stand in the help pages of your mail provider.',
  },
];
