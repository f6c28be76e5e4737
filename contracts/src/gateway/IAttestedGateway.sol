// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";

/// @notice A message as its source gateway emitted it.
/// @param sendId The source gateway's id of the message.
/// @param sender ERC-7930 address of the contract that sent it.
/// @param recipient ERC-7930 address of the contract that it is for.
/// @param payload What was sent.
struct Message {
    bytes32 sendId;
    bytes sender;
    bytes recipient;
    bytes payload;
}

/// @title ERC-7786 gateway whose messages m of n attesters sign
/// @notice On the source chain it emits `MessageSent`; attesters sign the message once the source chain's finality
/// rule covers that event, and anyone brings it with their signatures to the gateway of the destination chain.
interface IAttestedGateway is IERC7786GatewaySource {
    /// @notice A message was handed to its recipient. `receiveId` is its EIP-712 digest here.
    event MessageExecuted(
        bytes32 indexed receiveId, bytes32 indexed sendId, bytes sender, bytes recipient, bytes payload
    );

    /// @notice From now on `threshold` of `attesters` vouch for messages from `sourceChain`. Epochs count from one.
    event AttestersSet(uint64 indexed sourceChain, uint64 epoch, address[] attesters, uint8 threshold);

    /// @notice Messages carry no value.
    error ValueNotSupported(uint256 value);
    /// @notice A threshold is at least one and at most the number of attesters.
    error ThresholdOutOfRange(uint256 threshold, uint256 attesters);
    /// @notice Attesters and signers are listed by ascending address, each once, none zero.
    error AddressesNotAscending(address previous, address next);
    /// @notice No attesters vouch for the chain.
    error AttestersNotSet(uint256 sourceChain);
    /// @notice Fewer signatures than the threshold.
    error SignaturesTooFew(uint256 signatures, uint256 threshold);
    /// @notice The signer does not vouch for the chain.
    error SignerNotAttester(uint256 sourceChain, address signer);
    /// @notice The recipient is on another chain.
    error RecipientNotOnThisChain(uint256 chain);
    /// @notice The message was executed before.
    error MessageAlreadyExecuted(bytes32 receiveId);
    /// @notice The recipient did not confirm the message.
    error MessageNotConfirmed(address recipient);

    /// @notice Hands a message that was sent on another chain to its recipient, once. Anyone may call it.
    /// @param message The message as it was emitted by this gateway's counterpart on the source chain.
    /// @param signatures EIP-712 signatures of `Message(bytes32 sendId,bytes sender,bytes recipient,bytes payload)`
    /// under this gateway's domain, at least the threshold, by ascending signer.
    function execute(Message calldata message, bytes[] calldata signatures) external;

    /// @notice Sets who vouches for a source chain. Restricted to the access manager.
    /// @param attesters By ascending address.
    /// @param threshold How many of them must sign.
    function setAttesters(uint64 sourceChain, address[] calldata attesters, uint8 threshold) external;

    /// @notice The EIP-712 digest that attesters sign; also the message's `receiveId`.
    function digest(Message calldata message) external view returns (bytes32);

    /// @notice How many must sign for a chain, and the epoch of its set; zeros if none is set.
    function attestersOf(uint64 sourceChain) external view returns (uint8 threshold, uint64 epoch);

    /// @notice Whether an account vouches for a chain now.
    function isAttester(uint64 sourceChain, address account) external view returns (bool);

    /// @notice Whether a message was executed.
    function isExecuted(bytes32 receiveId) external view returns (bool);
}
