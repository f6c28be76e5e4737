import { constant } from "grafast";
import { extendSchema, gql } from "postgraphile/utils";

/** `currentCut`: the cut that the operation is answered from. */
export const currentCutPlugin = extendSchema((build) => {
  const { checkpoint, cut } = build.input.pgRegistry.pgResources;
  if (checkpoint === undefined || cut === undefined) throw new Error("the schema has no checkpoints.");
  return {
    typeDefs: gql`
      """
      The committed state that an operation is answered from: every field of one operation reads the same.
      """
      type CurrentCut {
        """
        Position in the sequence of committed states; null before the first.
        """
        id: BigInt
        """
        Up to which block each chain is indexed.
        """
        checkpoints: [Checkpoint!]!
      }
      extend type Query {
        """
        The cut that this operation is answered from.
        """
        currentCut: CurrentCut!
      }
    `,
    objects: {
      Query: {
        plans: {
          currentCut: () => constant({}),
        },
      },
      CurrentCut: {
        plans: {
          id() {
            const $cuts = cut.find();
            $cuts.orderBy({ attribute: "id", direction: "DESC" });
            $cuts.setFirst(constant(1));
            return $cuts.single().get("id");
          },
          checkpoints() {
            const $checkpoints = checkpoint.find();
            $checkpoints.orderBy({ attribute: "chain_id", direction: "ASC" });
            return $checkpoints;
          },
        },
      },
    },
  };
});
