// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPaidGateway} from "./IPaidGateway.sol";

/// @title ERC-7786 gateway over several others, a number of which must agree
/// @notice It sends every message over each of them, to its counterpart on the other chain, and hands one that came in to
/// its recipient once enough of them brought it. Each chain has gateways, a threshold and a counterpart of its own.
///
/// What a gateway brings is a vote for a sender, a recipient and a payload. An agreement takes one vote of each gateway:
/// of those that agreed, and of the others when they vote. So what was sent once is handed over at most once, and what
/// was sent again may be handed over again, as long as fewer gateways than the threshold lie. Votes count while
/// their gateway is a member, without a break.
interface IQuorumGateway is IPaidGateway {
    /// @notice A gateway took a message. `gatewaySendId` is that gateway's own id of it.
    event MessageForwarded(bytes32 indexed sendId, address indexed gateway, bytes32 gatewaySendId, uint256 fee);

    /// @notice A gateway did not take a message, and was left out. `reason` is the selector of its error, or `FeeTooLow`.
    event GatewaySkipped(bytes32 indexed sendId, address indexed gateway, bytes4 reason);

    /// @notice A gateway says that `sender` on `chain` sent `payload` to `recipient`. `sendId` is the counterpart's, as
    /// the gateway tells it; zero if the gateway knows of the sender's state alone.
    event MessageVoted(
        bytes32 indexed id,
        address indexed gateway,
        uint64 indexed chain,
        bytes32 sendId,
        address sender,
        address recipient,
        bytes payload
    );

    /// @notice Enough gateways agreed on a message, and it was handed to its recipient.
    event MessageHandedOver(bytes32 indexed id, bytes32 indexed receiveId);

    /// @notice Enough gateways agree on a message, but its recipient did not take it: `execute` tries again. `reason` is
    /// the selector of the error.
    event HandOverFailed(bytes32 indexed id, bytes4 reason);

    /// @notice From now on `threshold` of `gateways` decide what came from the counterpart on `chain`. Votes of a gateway
    /// that was there before still count, unless the counterpart changed.
    event QuorumSet(uint64 indexed chain, address counterpart, address[] gateways, uint8 threshold);

    /// @notice What gateways that name no recipient say of a sender is from now on for `newRecipient`; zero for nobody.
    event RecipientSet(uint64 indexed chain, address indexed sender, address oldRecipient, address newRecipient);

    /// @notice Messages carry no value.
    error ValueNotSupported(uint256 value);
    /// @notice No gateways are set for the chain.
    error QuorumNotSet(uint256 chain);
    /// @notice A threshold is at least one and at most the number of gateways.
    error QuorumOutOfRange(uint256 threshold, uint256 gateways);
    /// @notice More gateways than a quorum can have.
    error GatewaysTooMany(uint256 gateways, uint256 maximum);
    /// @notice A quorum needs a counterpart.
    error CounterpartMissing(uint64 chain);
    /// @notice Gateways are listed by ascending address, each once, none zero.
    error AddressesNotAscending(address previous, address next);
    /// @notice No other contract is there.
    error NotAGateway(address account);
    /// @notice The gateway is none of the chain's.
    error GatewayNotInQuorum(uint64 chain, address gateway);
    /// @notice The message came from another contract than the chain's counterpart, and not from one whose recipient is
    /// set.
    error SenderNotCounterpart(uint64 chain, address sender);
    /// @notice Fewer gateways agree than the threshold.
    error VotesTooFew(bytes32 id, uint256 agreeing, uint256 threshold);
    /// @notice The recipient did not confirm the message.
    error MessageNotConfirmed(address recipient);
    /// @notice None of the gateways took the message.
    error MessageNotForwarded(uint256 chain);
    /// @notice Too little gas is left to give a gateway, or the recipient, what it may use.
    error GasTooLow(uint256 available, uint256 required);

    /// @notice Hands over a message on which enough gateways agree: one that its recipient did not take, or one for which
    /// a new threshold suffices. Anyone may call it. A vote that completes an agreement does the same by itself.
    function execute(uint64 chain, address sender, address recipient, bytes calldata payload) external;

    /// @notice Sets a chain's gateways, of which those that are already there keep their votes. Restricted to the access
    /// manager.
    /// @param counterpart This contract's counterpart on that chain. With another one no earlier vote counts.
    /// @param gateways By ascending address, at most seven.
    /// @param threshold How many of them must agree.
    function setQuorum(uint64 chain, address counterpart, address[] calldata gateways, uint8 threshold) external;

    /// @notice Sets for whom it is what a gateway says of a sender itself, without a recipient, as a ProofGateway does.
    /// Restricted to the access manager.
    function setRecipient(uint64 chain, address sender, address recipient) external;

    /// @notice A chain's counterpart, threshold and gateways; empty if none are set.
    function quorumOf(uint64 chain)
        external
        view
        returns (address counterpart, uint8 threshold, address[] memory gateways);

    /// @notice For whom it is what gateways that name no recipient say of a sender.
    function recipientOf(uint64 chain, address sender) external view returns (address);

    /// @notice How many of a chain's gateways have a vote for a message that no agreement took.
    function agreeing(uint64 chain, bytes32 id) external view returns (uint256);

    /// @notice What a vote is for, as one word.
    function messageId(uint64 chain, address sender, address recipient, bytes calldata payload)
        external
        pure
        returns (bytes32);
}
