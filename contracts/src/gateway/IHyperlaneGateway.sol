// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMailbox} from "./IMailbox.sol";
import {IPaidGateway} from "./IPaidGateway.sol";

/// @title ERC-7786 gateway over Hyperlane
/// @notice A message goes to the mailbox, for this gateway's counterpart on the other chain. What the mailbox there
/// brings, once the security module that governance chose has verified it, goes to its recipient. The mailbox's own
/// default module never decides.
interface IHyperlaneGateway is IPaidGateway {
    /// @notice The mailbox took a message. `messageId` is Hyperlane's own id of it.
    event MessageDispatched(bytes32 indexed sendId, bytes32 indexed messageId, uint256 fee);

    /// @notice A message was handed to its recipient. `receiveId` is the `sendId` of the chain where it was sent.
    event MessageHandled(bytes32 indexed receiveId, bytes sender, bytes recipient, bytes payload);

    /// @notice From now on `domain` is Hyperlane's number of `chain`, and messages to and from there are the counterpart's.
    event RemoteSet(uint64 indexed chain, uint32 domain, address counterpart, uint64 gasLimit);

    /// @notice From now on `newModule` verifies every message.
    event SecurityModuleSet(address oldModule, address newModule);

    /// @notice Messages carry no value.
    error ValueNotSupported(uint256 value);
    /// @notice The chain's domain and counterpart are not set.
    error RemoteNotSet(uint256 chain);
    /// @notice No chain has the domain.
    error DomainNotSet(uint32 domain);
    /// @notice A chain needs an id, a domain and a counterpart.
    error RemoteIncomplete(uint64 chain, uint32 domain, address counterpart);
    /// @notice The domain is another chain's.
    error DomainTaken(uint32 domain, uint64 chain);
    /// @notice No contract is there.
    error NotAContract(address account);
    /// @notice No security module was chosen: the mailbox's own would have decided.
    error SecurityModuleNotSet();
    /// @notice Only the mailbox may call this.
    error CallerNotMailbox(address caller);
    /// @notice The message came from another contract than the chain's counterpart.
    error AccountNotCounterpart(uint64 chain, bytes32 account);
    /// @notice The recipient did not confirm the message.
    error MessageNotConfirmed(address recipient);

    /// @notice Hands a message to its recipient. Only the mailbox, which calls it once for each message.
    /// @param origin The domain that it comes from.
    /// @param sender The contract there that sent it: the counterpart.
    /// @param body The message as the counterpart packed it.
    function handle(uint32 origin, bytes32 sender, bytes calldata body) external payable;

    /// @notice Sets Hyperlane's number of a chain, and the counterpart there. Restricted to the access manager.
    /// @param gasLimit How much gas the sender pays for on that chain, where Hyperlane delivers for pay.
    function setRemote(uint64 chain, uint32 domain, address counterpart, uint64 gasLimit) external;

    /// @notice Sets what verifies messages to this gateway. Restricted to the access manager.
    function setSecurityModule(address module) external;

    /// @notice Hyperlane's contract on this chain.
    function mailbox() external view returns (IMailbox);

    /// @notice What verifies messages to this gateway: the mailbox asks for it.
    function interchainSecurityModule() external view returns (address);

    /// @notice A chain's domain, counterpart and gas limit; zeros if they are not set.
    function remoteOf(uint64 chain) external view returns (uint32 domain, address counterpart, uint64 gasLimit);

    /// @notice The chain with a domain; zero if there is none.
    function chainOf(uint32 domain) external view returns (uint64);
}
