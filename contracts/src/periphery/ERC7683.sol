// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// ERC-7683's types, whose names, members and encodings are the standard's. Every `bytes` that stands for one of several
// kinds is the calldata of a function of one of these interfaces, which nobody implements: the selector says the kind.

/// @title ERC-7683: reads an order that another protocol made as steps that any solver can take
interface IResolver {
    /// @param steps Calldata of `IStep`.
    /// @param variables Calldata of `IVariableRole`.
    /// @param payments Calldata of `IPayment`.
    /// @param assumptions What the resolver takes for granted and a solver must know to be so.
    struct ResolvedOrder {
        bytes[] steps;
        bytes[] variables;
        bytes[] payments;
        Assumption[] assumptions;
    }

    struct Assumption {
        string name;
        bytes data;
    }

    /// @notice Decodes, checks and describes an order. Reverts if a solver should not take it.
    /// @param payload The order, in the resolver's own encoding.
    function resolve(bytes calldata payload) external view returns (ResolvedOrder memory);
}

interface IStep {
    /// @param target ERC-7930 address.
    /// @param arguments Of the function, each the framed encoding of a constant, `abi.encode("", value)`, or the index of
    /// a variable, in 32 bytes.
    /// @param attributes Calldata of `IAttribute`.
    function Call(bytes calldata target, bytes4 selector, bytes[] calldata arguments, bytes[] calldata attributes)
        external;
}

interface IAttribute {
    /// @notice The call may take up to that much of a token from its caller, by an allowance of `spender`'s.
    /// @param amountFormula Calldata of `IFormula`.
    function SpendsERC20(
        bytes calldata token,
        bytes calldata amountFormula,
        bytes calldata spender,
        bytes calldata recipient
    ) external;

    /// @notice The call may use up to that much gas.
    function SpendsGas(bytes calldata amountFormula) external;

    /// @notice The call is made between the bounds, both included.
    /// @param field "block.timestamp" or "block.number".
    /// @param lowerBound Empty for none, or calldata of `IFormula`; so `upperBound`.
    function TimingBounds(string calldata field, bytes calldata lowerBound, bytes calldata upperBound) external;

    /// @notice Another step comes before.
    function NeedsStep(uint256 stepIdx) external;

    /// @notice A variable is decided before.
    function NeedsVariable(uint256 varIdx) external;

    /// @notice What to do if the call fails with data that begins so: "ignore" the step or "abort" the order.
    function RevertPolicy(string calldata policy, bytes calldata expectedReason) external;
}

interface IFormula {
    function Constant(uint256 val) external;
    function Variable(uint256 varIdx) external;
}

interface IVariableRole {
    /// @notice The account to which the solver wants to be paid.
    function PaymentRecipient() external;

    /// @notice The chain on which the solver wants to be paid.
    function PaymentChain() external;

    /// @notice Who makes the call of a step.
    function StepCaller(uint256 stepIdx) external;

    /// @notice What a step's execution shows.
    function ExecutionOutput(string calldata field, uint256 stepIdx) external;

    /// @notice What a procedure off chain answers.
    function Witness(string calldata kind, bytes calldata data, uint256[] calldata variables) external;

    /// @notice What a view answers, as the framed encoding that it returns.
    /// @param blockNumber The largest integer for the latest block.
    function Query(bytes calldata target, bytes4 selector, bytes[] calldata arguments, uint256 blockNumber) external;

    /// @notice A contract's events in one block, as the framed encoding of `EthLog[]`.
    /// @param topicMatch Bit `i` is set if `topic<i>` must be so.
    /// @param blockNumber The largest integer for the latest block.
    function QueryEvents(
        bytes calldata emitter,
        bytes1 topicMatch,
        bytes32 topic0,
        bytes32 topic1,
        bytes32 topic2,
        bytes32 topic3,
        uint256 blockNumber
    ) external;
}

interface IPayment {
    /// @notice At least that much is paid once the step was executed.
    /// @param token ERC-7930 address, whose chain is the one where it is paid.
    /// @param sender From whom it comes, on that chain.
    /// @param amountFormula Calldata of `IFormula`.
    /// @param recipientVarIdx Index of a `PaymentRecipient`.
    function ERC20(
        bytes calldata token,
        bytes calldata sender,
        bytes calldata amountFormula,
        uint256 recipientVarIdx,
        uint256 onStepIdx,
        uint256 estimatedDelaySeconds
    ) external;
}

/// @notice An event, as `eth_getLogs` answers it.
struct EthLog {
    address emitter;
    bytes32[] topics;
    bytes data;
    uint256 blockNumber;
    bytes32 transactionHash;
    uint256 transactionIndex;
    bytes32 blockHash;
    uint256 logIndex;
}
