import { defaultMaskError } from "grafserv";
import { GraphQLError } from "graphql";

/** With which the functions of the state refuse what they are asked for. */
const invalidParameterValue = "22023";

/** Shows why a function refused what it was asked for; other errors of Postgres are for the log alone. */
export function tellRefusals(error: GraphQLError): GraphQLError {
  const { originalError, nodes, source, positions, path } = error;
  if ((originalError as { code?: string } | undefined)?.code !== invalidParameterValue) return defaultMaskError(error);
  return new GraphQLError(originalError!.message, {
    ...{ nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null },
  });
}
