// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AttesterSet, AttesterSetLib} from "./AttesterSet.sol";
import {IAttestedGateway, Message} from "./IAttestedGateway.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract AttestedGateway is IAttestedGateway, AccessManaged, EIP712 {
    using InteroperableAddress for bytes;
    using AttesterSetLib for mapping(uint64 => AttesterSet);

    bytes32 private constant MESSAGE_TYPEHASH =
        keccak256("Message(bytes32 sendId,bytes sender,bytes recipient,bytes payload)");

    uint256 private _sent;
    mapping(uint64 sourceChain => AttesterSet) private _attesterSets;
    /// @inheritdoc IAttestedGateway
    mapping(bytes32 receiveId => bool) public isExecuted;

    constructor(address accessManager) AccessManaged(accessManager) EIP712("Concert AttestedGateway", "1") {}

    /// @inheritdoc IERC7786GatewaySource
    function sendMessage(bytes calldata recipient, bytes calldata payload, bytes[] calldata attributes)
        external
        payable
        returns (bytes32 sendId)
    {
        require(msg.value == 0, ValueNotSupported(msg.value));
        if (attributes.length != 0) revert UnsupportedAttribute(bytes4(attributes[0]));

        sendId = keccak256(abi.encode(block.chainid, address(this), ++_sent));
        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        emit MessageSent(sendId, sender, recipient, payload, 0, attributes);
    }

    /// @inheritdoc IAttestedGateway
    function execute(Message calldata message, bytes[] calldata signatures) external {
        (uint256 sourceChain,) = message.sender.parseEvmV1Calldata();
        (uint256 chain, address recipient) = message.recipient.parseEvmV1Calldata();
        require(chain == block.chainid, RecipientNotOnThisChain(chain));
        bytes32 receiveId = digest(message);
        require(!isExecuted[receiveId], MessageAlreadyExecuted(receiveId));
        _attesterSets.validate(sourceChain, receiveId, signatures);

        isExecuted[receiveId] = true;
        emit MessageExecuted(receiveId, message.sendId, message.sender, message.recipient, message.payload);

        bytes4 confirmation = IERC7786Recipient(recipient).receiveMessage(receiveId, message.sender, message.payload);
        require(confirmation == IERC7786Recipient.receiveMessage.selector, MessageNotConfirmed(recipient));
    }

    /// @inheritdoc IAttestedGateway
    function setAttesters(uint64 sourceChain, address[] calldata attesters, uint8 threshold) external restricted {
        _attesterSets.replace(sourceChain, attesters, threshold);
    }

    /// @inheritdoc IERC7786GatewaySource
    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IAttestedGateway
    function attestersOf(uint64 sourceChain) external view returns (uint8 threshold, uint64 epoch) {
        AttesterSet storage set = _attesterSets[sourceChain];
        return (set.threshold, set.epoch);
    }

    /// @inheritdoc IAttestedGateway
    function isAttester(uint64 sourceChain, address account) external view returns (bool) {
        return _attesterSets.isMember(sourceChain, account);
    }

    /// @inheritdoc IAttestedGateway
    function digest(Message calldata message) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    MESSAGE_TYPEHASH,
                    message.sendId,
                    keccak256(message.sender),
                    keccak256(message.recipient),
                    keccak256(message.payload)
                )
            )
        );
    }
}
