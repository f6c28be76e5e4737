/** What GraphiQL starts with. */
export const exampleQuery = `# The latest orders with their legs and payouts, and the cut that they are read from.
{
  currentCut {
    id
    checkpoints {
      name
      blockNumber
      blockHash
      blockTime
      finalBlockNumber
    }
  }
  orders(first: 10, orderBy: OPENED_AT_DESC) {
    nodes {
      orderId
      user
      decision
      legs(orderBy: POSITION_ASC) {
        nodes {
          position
          originChain
          inputAmount
          destinationChain
          outputAmount
          filledAt
          hold
          payouts {
            nodes {
              kind
              status
              amount
            }
          }
        }
      }
    }
  }
}
`;
