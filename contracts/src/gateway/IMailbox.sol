// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What is used of Hyperlane's mailbox, which is on every chain that Hyperlane reaches
/// @notice A domain is Hyperlane's number of a chain, an account of 20 bytes stands in the lower ones of 32.
interface IMailbox {
    /// @notice Sends `body`, with `value` of at least `quoteDispatch` for the same arguments.
    /// @param hookMetadata For the mailbox's hooks: what to pay for.
    function dispatch(uint32 destinationDomain, bytes32 recipient, bytes calldata body, bytes calldata hookMetadata)
        external
        payable
        returns (bytes32 messageId);

    /// @notice Has the recipient's security module verify a message, and the recipient handle it, once.
    /// @param metadata What the security module asks for.
    function process(bytes calldata metadata, bytes calldata message) external payable;

    function quoteDispatch(
        uint32 destinationDomain,
        bytes32 recipient,
        bytes calldata body,
        bytes calldata hookMetadata
    ) external view returns (uint256 fee);
}
