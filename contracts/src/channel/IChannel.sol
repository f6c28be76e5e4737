// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title One end of the ordered channels between the hub and the spokes
/// @notice Each pair of ends has one channel in each direction. The sender keeps one slot, the head: queueing an entry
/// sets `head = keccak256(head, keccak256(entry))`, its low 16 bits cleared. Only the head travels, as a 32-byte ERC-7786 message; the entries
/// are taken from the sender's events and delivered by anyone. Before the first entry the head is zero.
///
/// `chain` is always the chain id of the other end.
interface IChannel {
    /// @notice An entry was queued for `chain`; `head` is the head that it makes, and its id within the channel.
    event EntryQueued(uint64 chain, bytes32 indexed head, bytes entry);

    /// @notice The current head was handed to `gateway`. `sendId` is the gateway's own, zero if it delivered at once.
    event HeadDispatched(uint64 indexed chain, bytes32 indexed head, address gateway, bytes32 sendId);

    /// @notice A head was accepted from `chain`. `gateway` brought it; zero if it was shown to precede an accepted one.
    event HeadAccepted(uint64 indexed chain, bytes32 indexed head, address gateway);

    /// @notice `count` entries from `chain` were processed; they lead from `headBefore` to `headAfter`.
    event EntriesDelivered(uint64 indexed chain, bytes32 headBefore, bytes32 indexed headAfter, uint256 count);

    /// @notice The entry that makes `head` was processed, but does nothing: at most its timestamp counts. `reason` is
    /// the selector of an error.
    event EntryRejected(uint64 indexed chain, bytes32 indexed head, bytes4 reason);

    /// @notice The route to `chain` changed. Heads that were accepted before and are not delivered yet must come again.
    event RouteSet(
        uint64 indexed chain, address oldGateway, address oldCounterpart, address newGateway, address newCounterpart
    );

    /// @notice There is no route to the chain.
    error RouteNotSet(uint64 chain);
    /// @notice A route needs a gateway and a counterpart.
    error RouteIncomplete(uint64 chain, address gateway, address counterpart);
    /// @notice The channel with the counterpart has entries; another contract could not continue it.
    error CounterpartFixed(uint64 chain, address counterpart);
    /// @notice The message came over another gateway than the route's.
    error GatewayNotOnRoute(uint64 chain, address gateway);
    /// @notice The message came from another contract than the route's counterpart.
    error SenderNotCounterpart(uint64 chain, address sender);
    /// @notice A message is exactly one head.
    error MessageNotAHead(uint256 length);
    /// @notice A message carries no value.
    error MessageWithValue(uint256 value);
    /// @notice Nothing was queued for the chain yet.
    error ChannelEmpty(uint64 chain);
    /// @notice The entries, followed by the rest, do not lead from the processed head to an accepted one.
    error HeadNotAccepted(uint64 chain, bytes32 head);
    /// @notice There is nothing to deliver.
    error NoEntries();

    /// Reasons of `EntryRejected`, never thrown.
    /// @notice The entry is of no known kind or length.
    error EntryMalformed();

    /// @notice Hands the current head for `chain` to the route's gateway, with the value that the gateway asks for.
    /// May be called by anyone, at any time, repeatedly.
    /// @return sendId The gateway's id of the message; zero if it was delivered at once.
    function dispatch(uint64 chain) external payable returns (bytes32 sendId);

    /// @notice Processes entries from `chain`, in order, each once.
    /// @param entries What follows the processed head.
    /// @param rest Hashes of the entries between the last delivered one and an accepted head; empty if the last entry
    /// makes an accepted head.
    function deliver(uint64 chain, bytes[] calldata entries, bytes32[] calldata rest) external;

    /// @notice Accepts a head that precedes an accepted one, so that a long backlog can be delivered in parts.
    /// @param head The earlier head.
    /// @param rest Hashes of the entries from there to an accepted head.
    function acceptEarlier(uint64 chain, bytes32 head, bytes32[] calldata rest) external;

    /// @notice The head of the entries queued for `chain`.
    function queuedHead(uint64 chain) external view returns (bytes32);

    /// @notice The head of the entries from `chain` that were processed.
    function processedHead(uint64 chain) external view returns (bytes32);

    /// @notice Whether a head from `chain` was accepted, since the route was set last.
    function isAccepted(uint64 chain, bytes32 head) external view returns (bool);

    /// @notice The gateway and the counterpart that the channel with `chain` runs over; zeros without a route.
    function route(uint64 chain) external view returns (address gateway, address counterpart);
}
