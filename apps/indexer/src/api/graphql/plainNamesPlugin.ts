/** Nothing is named after its schema: an index lies in two, and no name is in both. */
export const plainNamesPlugin: GraphileConfig.Plugin = {
  name: "PlainNamesPlugin",
  version: "1.0.0",
  inflection: {
    replace: {
      _schemaPrefix: () => "",
    },
  },
};
