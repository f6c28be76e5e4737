// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Message} from "./IAttestedGateway.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

/// @notice A message inside of another: what a gateway has its counterpart on the other chain told.
library EnvelopeLib {
    using InteroperableAddress for bytes;

    /// @notice The counterpart speaks for senders of its own chain only.
    error SenderNotOnChain(uint64 chain, uint256 senderChain);
    /// @notice The recipient is on another chain.
    error RecipientNotOnThisChain(uint256 chain);

    function seal(bytes32 sendId, bytes memory sender, bytes calldata recipient, bytes calldata payload)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encode(Message(sendId, sender, recipient, payload));
    }

    /// @param chain The chain that the envelope came from.
    function open(uint64 chain, bytes calldata envelope)
        internal
        view
        returns (Message memory message, address sender, address recipient)
    {
        message = abi.decode(envelope, (Message));
        uint256 senderChain;
        uint256 recipientChain;
        (senderChain, sender) = message.sender.parseEvmV1();
        require(senderChain == chain, SenderNotOnChain(chain, senderChain));
        (recipientChain, recipient) = message.recipient.parseEvmV1();
        require(recipientChain == block.chainid, RecipientNotOnThisChain(recipientChain));
    }
}
