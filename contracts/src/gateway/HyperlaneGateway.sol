// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccountLib} from "../types/Account.sol";
import {EnvelopeLib} from "./Envelope.sol";
import {Message} from "./IAttestedGateway.sol";
import {IHyperlaneGateway} from "./IHyperlaneGateway.sol";
import {IMailbox} from "./IMailbox.sol";
import {IPaidGateway} from "./IPaidGateway.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract HyperlaneGateway is IHyperlaneGateway, AccessManaged {
    using AccountLib for address;
    using InteroperableAddress for bytes;

    struct Remote {
        uint32 domain;
        uint64 gasLimit;
        address counterpart;
    }

    /// What the mailbox's hooks are told begins with the number of its form.
    uint16 private constant HOOK_METADATA_VARIANT = 1;

    /// @inheritdoc IHyperlaneGateway
    IMailbox public immutable mailbox;
    /// @inheritdoc IHyperlaneGateway
    address public interchainSecurityModule;
    uint256 private _sent;
    mapping(uint64 chain => Remote) private _remotes;
    /// @inheritdoc IHyperlaneGateway
    mapping(uint32 domain => uint64) public chainOf;

    constructor(address mailbox_, address accessManager) AccessManaged(accessManager) {
        require(mailbox_.code.length != 0, NotAContract(mailbox_));
        mailbox = IMailbox(mailbox_);
    }

    /// @inheritdoc IERC7786GatewaySource
    function sendMessage(bytes calldata recipient, bytes calldata payload, bytes[] calldata attributes)
        external
        payable
        returns (bytes32 sendId)
    {
        if (attributes.length != 0) revert UnsupportedAttribute(bytes4(attributes[0]));
        Remote memory remote = _remoteOf(recipient);

        sendId = _sendId(++_sent);
        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        emit MessageSent(sendId, sender, recipient, payload, 0, attributes);

        _dispatch(remote, sendId, EnvelopeLib.seal(sendId, sender, recipient, payload));
    }

    /// @inheritdoc IHyperlaneGateway
    /// @dev The mailbox asks for a module before it calls, but where there is none it asks its default one.
    function handle(uint32 origin, bytes32 sender, bytes calldata body) external payable {
        require(msg.sender == address(mailbox), CallerNotMailbox(msg.sender));
        require(msg.value == 0, ValueNotSupported(msg.value));
        require(interchainSecurityModule != address(0), SecurityModuleNotSet());
        uint64 chain = chainOf[origin];
        require(chain != 0, DomainNotSet(origin));
        require(sender == _remotes[chain].counterpart.toAccount(), AccountNotCounterpart(chain, sender));
        (Message memory message,, address recipient) = EnvelopeLib.open(chain, body);
        emit MessageHandled(message.sendId, message.sender, message.recipient, message.payload);

        bytes4 confirmation =
            IERC7786Recipient(recipient).receiveMessage(message.sendId, message.sender, message.payload);
        require(confirmation == IERC7786Recipient.receiveMessage.selector, MessageNotConfirmed(recipient));
    }

    /// @inheritdoc IHyperlaneGateway
    function setRemote(uint64 chain, uint32 domain, address counterpart, uint64 gasLimit) external restricted {
        require(chain != 0 && domain != 0 && counterpart != address(0), RemoteIncomplete(chain, domain, counterpart));
        uint64 other = chainOf[domain];
        require(other == 0 || other == chain, DomainTaken(domain, other));
        delete chainOf[_remotes[chain].domain];
        chainOf[domain] = chain;
        _remotes[chain] = Remote(domain, gasLimit, counterpart);
        emit RemoteSet(chain, domain, counterpart, gasLimit);
    }

    /// @inheritdoc IHyperlaneGateway
    function setSecurityModule(address module) external restricted {
        require(module.code.length != 0, NotAContract(module));
        emit SecurityModuleSet(interchainSecurityModule, module);
        interchainSecurityModule = module;
    }

    /// @inheritdoc IPaidGateway
    function quote(bytes calldata recipient, bytes calldata payload, bytes[] calldata)
        external
        view
        returns (uint256 fee)
    {
        Remote memory remote = _remoteOf(recipient);
        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        return _quote(remote, EnvelopeLib.seal(_sendId(_sent + 1), sender, recipient, payload));
    }

    /// @inheritdoc IHyperlaneGateway
    function remoteOf(uint64 chain) external view returns (uint32 domain, address counterpart, uint64 gasLimit) {
        Remote storage remote = _remotes[chain];
        return (remote.domain, remote.counterpart, remote.gasLimit);
    }

    /// @inheritdoc IERC7786GatewaySource
    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }

    function _dispatch(Remote memory remote, bytes32 sendId, bytes memory body) private {
        uint256 fee = _quote(remote, body);
        require(msg.value >= fee, FeeTooLow(msg.value, fee));
        bytes32 messageId =
            mailbox.dispatch{value: fee}(remote.domain, remote.counterpart.toAccount(), body, _hookMetadata(remote));
        emit MessageDispatched(sendId, messageId, fee);

        uint256 excess = msg.value - fee;
        if (excess != 0) {
            (bool returned,) = msg.sender.call{value: excess}("");
            require(returned, ExcessNotReturned(msg.sender, excess));
        }
    }

    function _quote(Remote memory remote, bytes memory body) private view returns (uint256) {
        return mailbox.quoteDispatch(remote.domain, remote.counterpart.toAccount(), body, _hookMetadata(remote));
    }

    function _remoteOf(bytes calldata recipient) private view returns (Remote memory remote) {
        (uint256 chain,) = recipient.parseEvmV1Calldata();
        // A chain id beyond 64 bits has no domain.
        require(chain <= type(uint64).max, RemoteNotSet(chain));
        // forge-lint: disable-next-line(unsafe-typecast)
        remote = _remotes[uint64(chain)];
        require(remote.counterpart != address(0), RemoteNotSet(chain));
    }

    /// No value for the recipient, its gas, and this gateway as the one to get back what a hook does not take: nothing,
    /// since it is given what it asked for.
    function _hookMetadata(Remote memory remote) private view returns (bytes memory) {
        return abi.encodePacked(HOOK_METADATA_VARIANT, uint256(0), uint256(remote.gasLimit), address(this));
    }

    function _sendId(uint256 count) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), count));
    }
}
