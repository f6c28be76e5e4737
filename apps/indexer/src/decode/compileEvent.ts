import type { AbiEvent, AbiParameter } from "viem";

/** What a log tells besides where it is. */
export type LogData = { topics: readonly string[]; data: string };

/** The values of one event, as Postgres reads them. */
export type DecodedEvent = {
  /** In the order of the event's columns. */
  values: string[];
  /** Per array in the event, per element, in the order of its columns. */
  children: string[][][];
};

/** Appends the values of a parameter whose head is at `head`, offsets being relative to `base`; both in characters. */
type Reader = (data: string, base: number, head: number, event: DecodedEvent) => void;

/** Characters of a 32-byte word. */
const word = 64;

/**
 * A decoder made for one event: it reads words out of the log's hex where the ABI says they are, in the order in which
 * `eventShape` lists the columns.
 *
 * @returns A function that throws if the log is too short.
 */
export function compileEvent(event: AbiEvent): (log: LogData) => DecodedEvent {
  let topic = 1;
  let offset = 0;
  const steps = event.inputs.map((parameter): ((log: LogData, event: DecodedEvent) => void) => {
    if (parameter.indexed === true) {
      const position = topic++;
      const read = readerOfWord(parameter);
      return ({ topics }, { values }) => {
        values.push(read(topics[position] ?? "", 2));
      };
    }
    const head = 2 + offset;
    const read = readerOf(parameter);
    offset += headSize(parameter);
    return ({ data }, decoded) => read(data, 2, head, decoded);
  });
  return (log) => {
    const decoded: DecodedEvent = { values: [], children: [] };
    for (const step of steps) step(log, decoded);
    return decoded;
  };
}

function readerOf(parameter: AbiParameter): Reader {
  if (parameter.type.endsWith("[]")) return readerOfArray(parameter);
  if (parameter.type === "tuple") return readerOfTuple(parameter);
  if (parameter.type === "bytes") {
    return (data, base, head, { values }) => {
      const start = base + readOffset(data, head);
      const length = readOffset(data, start);
      values.push(`0x${slice(data, start + word, length)}`);
    };
  }
  const read = readerOfWord(parameter);
  return (data, _, head, { values }) => {
    values.push(read(data, head));
  };
}

function readerOfTuple(tuple: AbiParameter): Reader {
  let offset = 0;
  const members = componentsOf(tuple).map((member) => {
    const step = { offset, read: readerOf(member) };
    offset += headSize(member);
    return step;
  });
  const dynamic = isDynamic(tuple);
  return (data, base, head, event) => {
    const start = dynamic ? base + readOffset(data, head) : head;
    for (const member of members) member.read(data, start, start + member.offset, event);
  };
}

function readerOfArray(array: AbiParameter): Reader {
  const element = { ...array, type: array.type.slice(0, -2) };
  const read = readerOf(element);
  const size = headSize(element);
  return (data, base, head, { children }) => {
    const start = base + readOffset(data, head);
    const length = readOffset(data, start) / 2;
    const elements: string[][] = [];
    for (let index = 0; index < length; index++) {
      const decoded: DecodedEvent = { values: [], children: [] };
      read(data, start + word, start + word + index * size, decoded);
      elements.push(decoded.values);
    }
    children.push(elements);
  };
}

function readerOfWord({ type }: AbiParameter): (data: string, head: number) => string {
  if (type === "address") return (data, head) => `0x${slice(data, head + 24, 40)}`;
  if (type === "bool") return (data, head) => (slice(data, head + word - 1, 1) === "0" ? "false" : "true");
  const bytes = /^bytes(\d+)$/.exec(type);
  if (bytes !== null) {
    const length = 2 * Number(bytes[1]);
    return (data, head) => `0x${slice(data, head, length)}`;
  }
  if (/^uint(8|16|24|32|40|48)$/.test(type)) {
    return (data, head) => `${Number.parseInt(slice(data, head + word - 12, 12), 16)}`;
  }
  if (/^uint\d+$/.test(type)) return (data, head) => BigInt(`0x${slice(data, head, word)}`).toString();
  throw new Error(`events of type ${type} are not supported: extend readerOfWord.`);
}

function headSize(parameter: AbiParameter): number {
  if (parameter.type !== "tuple" || isDynamic(parameter)) return word;
  return componentsOf(parameter).reduce((size, member) => size + headSize(member), 0);
}

function isDynamic(parameter: AbiParameter): boolean {
  if (parameter.type === "bytes" || parameter.type.endsWith("[]")) return true;
  return parameter.type === "tuple" && componentsOf(parameter).some(isDynamic);
}

function componentsOf(tuple: AbiParameter): readonly AbiParameter[] {
  return (tuple as AbiParameter & { components: readonly AbiParameter[] }).components;
}

/** An offset or a length in bytes, in characters. */
function readOffset(data: string, head: number): number {
  // Beyond 48 bits it lies outside of any log, as `slice` will find.
  return 2 * Number.parseInt(slice(data, head, word), 16);
}

function slice(data: string, start: number, length: number): string {
  if (!(start + length <= data.length)) throw new Error(`the log ends within a value: ${data.length} characters.`);
  return data.slice(start, start + length);
}
