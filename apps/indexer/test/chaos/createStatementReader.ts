import type { ClientMessage } from "./startProxy.ts";

/** A statement that is about to be executed. */
export type Statement = {
  text: string;
  /** Whether it changes anything. Parts of a COPY do, each for itself. */
  writes: boolean;
  /**
   * What it makes last, if it does, by the first statement of that: the end of a transaction with changes makes these
   * last, a change outside of one itself.
   */
  lasting: string | undefined;
};

/** Understands as much of Postgres's protocol as it takes to tell which message has a statement executed. */
export function createStatementReader(): (message: ClientMessage) => Statement | undefined {
  const sessions = new Map<number, Session>();
  return ({ connection, type, text }) => {
    const session = sessions.get(connection) ?? { prepared: new Map<string, string>(), isOpen: false };
    sessions.set(connection, session);
    const body = ["P", "B", "Q"].includes(type) ? text().split("\0") : [];
    if (type === "P") session.prepared.set(body[0]!, body[1]!);
    else if (type === "B") return execute(session, session.prepared.get(body[1]!) ?? "");
    else if (type === "Q") return execute(session, body[0]!);
    else if (type === "d" || type === "c") return execute(session, type === "d" ? "copy's data" : "copy's end");
    return undefined;
  };
}

type Session = { prepared: Map<string, string>; isOpen: boolean; written?: string | undefined };

function execute(session: Session, statement: string): Statement {
  const text = statement.trim();
  const [word] = text.toLowerCase().split(/\W/);
  const writes = /\b(insert into|update \w|delete from|copy|create|drop|alter|grant|truncate)\b/i.test(text);
  if (word === "begin") session.isOpen = true;
  if (writes) session.written ??= text;
  const lasting = word === "commit" || !session.isOpen ? session.written : undefined;
  if (word === "commit" || word === "rollback") session.isOpen = false;
  if (!session.isOpen) session.written = undefined;
  return { text, writes, lasting };
}

/** Whether it can only be one of the transaction that commits blocks. */
export function isOfCommit({ text }: Statement): boolean {
  return /^(insert into|copy) "\w+" \("chain_id"|pg_advisory_xact_lock\(.* projection/.test(text);
}
