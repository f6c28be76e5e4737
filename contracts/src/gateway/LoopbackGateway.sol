// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// @title ERC-7786 gateway between contracts of one chain
/// @notice Delivers at once; what one transaction does needs no attestation.
contract LoopbackGateway is IERC7786GatewaySource {
    using InteroperableAddress for bytes;

    /// @notice The recipient is on another chain.
    error RecipientNotOnThisChain(uint256 chain);
    /// @notice Messages carry no value.
    error ValueNotSupported(uint256 value);
    /// @notice The recipient did not confirm the message.
    error MessageNotConfirmed(address recipient);

    /// @inheritdoc IERC7786GatewaySource
    function sendMessage(bytes calldata recipient, bytes calldata payload, bytes[] calldata attributes)
        external
        payable
        returns (bytes32)
    {
        require(msg.value == 0, ValueNotSupported(msg.value));
        if (attributes.length != 0) revert UnsupportedAttribute(bytes4(attributes[0]));
        (uint256 chain, address target) = recipient.parseEvmV1Calldata();
        require(chain == block.chainid, RecipientNotOnThisChain(chain));

        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        emit MessageSent(0, sender, recipient, payload, 0, attributes);

        bytes4 confirmation = IERC7786Recipient(target).receiveMessage(0, sender, payload);
        require(confirmation == IERC7786Recipient.receiveMessage.selector, MessageNotConfirmed(target));
        return 0;
    }

    /// @inheritdoc IERC7786GatewaySource
    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }
}
