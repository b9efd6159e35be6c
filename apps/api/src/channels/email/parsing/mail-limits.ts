/** What a mail may be; beyond it stays, unread, in the ledger. All far above what real mail has. */
export const mailLimits = {
  /** Bytes of the whole mail. */
  size: 26_214_400,
  headerBytes: 524_288,
  headers: 2_000,
  nesting: 50,
  attachments: 500,
  addresses: 2_000,
  /** Milliseconds until the parsing thread is ended. */
  time: 3_000,
  /** Of `time`, the milliseconds that the thread must have worked for the mail to be to blame, and not a busy machine. */
  work: 2_000,
  /** Megabytes of the parsing thread's heap. */
  memory: 384,
} as const;

/** What is stored of a mail that was taken: longer bodies become an attachment. */
export const storedLimits = {
  visibleText: 262_144,
  fullText: 1_048_576,
  html: 2_097_152,
  htmlTags: 30_000,
  references: 100,
  recipients: 500,
  subject: 998,
  /** Of one file; a larger one is named in the thread and stays in the original of the mail. */
  attachmentBytes: 15_728_640,
} as const;
