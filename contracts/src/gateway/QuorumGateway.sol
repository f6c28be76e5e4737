// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EnvelopeLib} from "./Envelope.sol";
import {Message} from "./IAttestedGateway.sol";
import {IPaidGateway} from "./IPaidGateway.sol";
import {IQuorumGateway} from "./IQuorumGateway.sol";
import {Tally, TallyLib} from "./Tally.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC7786GatewaySource, IERC7786Recipient} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

contract QuorumGateway is IQuorumGateway, IERC7786Recipient, AccessManaged {
    using InteroperableAddress for bytes;

    struct Member {
        address gateway;
        /// A number that no other membership has or had: who is removed and added again starts without votes.
        uint16 membership;
    }

    struct Quorum {
        address counterpart;
        uint8 threshold;
        /// Counts the memberships from one. Governance cannot make 65,535.
        uint16 memberships;
        Member[] members;
    }

    struct Vote {
        uint64 chain;
        bytes32 sendId;
        address sender;
        address recipient;
        bytes payload;
    }

    uint256 private constant QUOTE_GAS = 200_000;
    uint256 private constant SEND_GAS = 500_000;
    /// What `execute` is given at least, of which a channel needs less than half.
    uint256 private constant HAND_OVER_GAS = 200_000;
    /// What a bounded call costs beside its own gas: a cold account and value on the way out, an event afterwards.
    uint256 private constant OVERHEAD_GAS = 30_000;

    uint256 private _sent;
    mapping(uint64 chain => Quorum) private _quorums;
    mapping(bytes32 id => Tally) private _tallies;
    /// @inheritdoc IQuorumGateway
    mapping(uint64 chain => mapping(address sender => address)) public recipientOf;

    constructor(address accessManager) AccessManaged(accessManager) {}

    /// @inheritdoc IERC7786GatewaySource
    function sendMessage(bytes calldata recipient, bytes calldata payload, bytes[] calldata attributes)
        external
        payable
        returns (bytes32 sendId)
    {
        if (attributes.length != 0) revert UnsupportedAttribute(bytes4(attributes[0]));
        (uint256 chain,) = recipient.parseEvmV1Calldata();

        sendId = _sendId(++_sent);
        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        emit MessageSent(sendId, sender, recipient, payload, 0, attributes);

        _send(chain, sendId, EnvelopeLib.seal(sendId, sender, recipient, payload));
    }

    /// @inheritdoc IERC7786Recipient
    /// @dev Does not revert because of the recipient: gateways need not be able to repeat a message.
    function receiveMessage(bytes32, bytes calldata sender, bytes calldata payload) external payable returns (bytes4) {
        require(msg.value == 0, ValueNotSupported(msg.value));
        Vote memory vote = _voteFrom(sender, payload);
        bytes32 id = _idOf(vote.chain, vote.sender, vote.recipient, keccak256(vote.payload));
        Quorum storage quorum = _quorums[vote.chain];
        (uint16[] memory memberships, uint256 voter) = _membershipsOf(quorum, msg.sender);
        require(voter < memberships.length, GatewayNotInQuorum(vote.chain, msg.sender));

        Tally tally = _tallies[id].withVote(memberships, voter);
        _tallies[id] = tally;
        emit MessageVoted(id, msg.sender, vote.chain, vote.sendId, vote.sender, vote.recipient, vote.payload);

        if (tally.agreeing(memberships) >= quorum.threshold) _tryHandOver(id, vote);
        return IERC7786Recipient.receiveMessage.selector;
    }

    /// @inheritdoc IQuorumGateway
    function execute(uint64 chain, address sender, address recipient, bytes calldata payload) external {
        Quorum storage quorum = _quorumOf(chain);
        bytes32 id = messageId(chain, sender, recipient, payload);
        Tally tally = _tallies[id];
        (uint16[] memory memberships,) = _membershipsOf(quorum, address(0));
        uint256 count = tally.agreeing(memberships);
        require(count >= quorum.threshold, VotesTooFew(id, count, quorum.threshold));

        tally = tally.withAgreement(memberships);
        _tallies[id] = tally;
        bytes32 receiveId = keccak256(abi.encode(id, tally.agreements()));
        emit MessageHandedOver(id, receiveId);

        bytes4 confirmation = IERC7786Recipient(recipient)
            .receiveMessage(receiveId, InteroperableAddress.formatEvmV1(chain, sender), payload);
        require(confirmation == IERC7786Recipient.receiveMessage.selector, MessageNotConfirmed(recipient));
    }

    /// @inheritdoc IQuorumGateway
    function setQuorum(uint64 chain, address counterpart, address[] calldata gateways, uint8 threshold)
        external
        restricted
    {
        require(threshold != 0 && threshold <= gateways.length, QuorumOutOfRange(threshold, gateways.length));
        require(gateways.length <= TallyLib.LANES, GatewaysTooMany(gateways.length, TallyLib.LANES));
        require(counterpart != address(0), CounterpartMissing(chain));
        Quorum storage quorum = _quorums[chain];
        Member[] memory before = counterpart == quorum.counterpart ? quorum.members : new Member[](0);
        delete quorum.members;
        address previous;
        for (uint256 i = 0; i < gateways.length; ++i) {
            address gateway = gateways[i];
            require(gateway > previous, AddressesNotAscending(previous, gateway));
            require(gateway.code.length != 0 && gateway != address(this), NotAGateway(gateway));
            previous = gateway;
            uint16 membership = _find(before, gateway);
            quorum.members.push(Member(gateway, membership == 0 ? ++quorum.memberships : membership));
        }
        (quorum.counterpart, quorum.threshold) = (counterpart, threshold);
        emit QuorumSet(chain, counterpart, gateways, threshold);
    }

    /// @inheritdoc IQuorumGateway
    function setRecipient(uint64 chain, address sender, address recipient) external restricted {
        emit RecipientSet(chain, sender, recipientOf[chain][sender], recipient);
        recipientOf[chain][sender] = recipient;
    }

    /// @inheritdoc IPaidGateway
    /// @dev The sum of the gateways' quotes; one that fails counts as zero, as it does when a message is sent.
    function quote(bytes calldata recipient, bytes calldata payload, bytes[] calldata)
        external
        view
        returns (uint256 fee)
    {
        (uint256 chain,) = recipient.parseEvmV1Calldata();
        Quorum storage quorum = _quorumOf(chain);
        bytes memory sender = InteroperableAddress.formatEvmV1(block.chainid, msg.sender);
        bytes memory envelope = EnvelopeLib.seal(_sendId(_sent + 1), sender, recipient, payload);
        (, uint256[] memory fees) = _byFee(quorum, _argumentsOf(chain, quorum, envelope));
        for (uint256 i = 0; i < fees.length; ++i) {
            fee = Math.saturatingAdd(fee, fees[i]);
        }
    }

    /// @inheritdoc IQuorumGateway
    function quorumOf(uint64 chain)
        external
        view
        returns (address counterpart, uint8 threshold, address[] memory gateways)
    {
        Quorum storage quorum = _quorums[chain];
        gateways = new address[](quorum.members.length);
        for (uint256 i = 0; i < gateways.length; ++i) {
            gateways[i] = quorum.members[i].gateway;
        }
        return (quorum.counterpart, quorum.threshold, gateways);
    }

    /// @inheritdoc IQuorumGateway
    function agreeing(uint64 chain, bytes32 id) external view returns (uint256) {
        (uint16[] memory memberships,) = _membershipsOf(_quorums[chain], address(0));
        return _tallies[id].agreeing(memberships);
    }

    /// @inheritdoc IERC7786GatewaySource
    function supportsAttribute(bytes4) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IQuorumGateway
    function messageId(uint64 chain, address sender, address recipient, bytes calldata payload)
        public
        pure
        returns (bytes32)
    {
        return _idOf(chain, sender, recipient, keccak256(payload));
    }

    function _send(uint256 chain, bytes32 sendId, bytes memory envelope) private {
        Quorum storage quorum = _quorumOf(chain);
        (uint256 taken, uint256 excess) = _forward(quorum, sendId, _argumentsOf(chain, quorum, envelope));
        require(taken != 0, MessageNotForwarded(chain));
        if (excess != 0) {
            (bool returned,) = msg.sender.call{value: excess}("");
            require(returned, ExcessNotReturned(msg.sender, excess));
        }
    }

    /// The cheapest first, so that a gateway that asks for too much can keep no cheaper one from its fee.
    function _forward(Quorum storage quorum, bytes32 sendId, bytes memory arguments)
        private
        returns (uint256 taken, uint256 excess)
    {
        (address[] memory gateways, uint256[] memory fees) = _byFee(quorum, arguments);
        bytes memory data = bytes.concat(IERC7786GatewaySource.sendMessage.selector, arguments);
        excess = msg.value;
        for (uint256 i = 0; i < gateways.length; ++i) {
            if (fees[i] > excess) {
                emit GatewaySkipped(sendId, gateways[i], FeeTooLow.selector);
                continue;
            }
            (bool success, bytes32 result) = _trySend(gateways[i], fees[i], data);
            if (success) {
                ++taken;
                excess -= fees[i];
                emit MessageForwarded(sendId, gateways[i], result, fees[i]);
            } else {
                // The selector is meant.
                // forge-lint: disable-next-line(unsafe-typecast)
                emit GatewaySkipped(sendId, gateways[i], bytes4(result));
            }
        }
    }

    /// A bounded call that copies no more than one word of what the gateway returns.
    function _trySend(address gateway, uint256 fee, bytes memory data) private returns (bool success, bytes32 result) {
        _requireGas(SEND_GAS);
        uint256 gasLimit = SEND_GAS;
        assembly ("memory-safe") {
            mstore(0x00, 0)
            success := call(gasLimit, gateway, fee, add(data, 0x20), mload(data), 0x00, 0x20)
            result := mload(0x00)
        }
    }

    /// Whether the recipient took the message is no matter of the gateway whose vote completed the agreement.
    function _tryHandOver(bytes32 id, Vote memory vote) private {
        _requireGas(HAND_OVER_GAS);
        bytes memory data = abi.encodeCall(this.execute, (vote.chain, vote.sender, vote.recipient, vote.payload));
        bool success;
        bytes4 reason;
        assembly ("memory-safe") {
            mstore(0x00, 0)
            success := call(gas(), address(), 0, add(data, 0x20), mload(data), 0x00, 0x04)
            reason := mload(0x00)
        }
        if (!success) emit HandOverFailed(id, reason);
    }

    function _voteFrom(bytes calldata sender, bytes calldata payload) private view returns (Vote memory vote) {
        // Comparing decoded parts makes every encoding of one account equal.
        (uint256 senderChain, address account) = sender.parseEvmV1Calldata();
        Quorum storage quorum = _quorumOf(senderChain);
        // A chain id beyond 64 bits has no quorum.
        // forge-lint: disable-next-line(unsafe-typecast)
        vote.chain = uint64(senderChain);
        if (account == quorum.counterpart) {
            Message memory message;
            (message, vote.sender, vote.recipient) = EnvelopeLib.open(vote.chain, payload);
            (vote.sendId, vote.payload) = (message.sendId, message.payload);
        } else {
            (vote.sender, vote.recipient, vote.payload) = (account, recipientOf[vote.chain][account], payload);
            require(vote.recipient != address(0), SenderNotCounterpart(vote.chain, account));
        }
    }

    function _byFee(Quorum storage quorum, bytes memory arguments)
        private
        view
        returns (address[] memory gateways, uint256[] memory fees)
    {
        uint256 length = quorum.members.length;
        (gateways, fees) = (new address[](length), new uint256[](length));
        bytes memory data = bytes.concat(IPaidGateway.quote.selector, arguments);
        for (uint256 i = 0; i < length; ++i) {
            address gateway = quorum.members[i].gateway;
            uint256 fee = _quoteOf(gateway, data);
            uint256 position = i;
            for (; position > 0 && fees[position - 1] > fee; --position) {
                (gateways[position], fees[position]) = (gateways[position - 1], fees[position - 1]);
            }
            (gateways[position], fees[position]) = (gateway, fee);
        }
    }

    /// Zero if the gateway has no quote: then it takes no value, or refuses the message.
    function _quoteOf(address gateway, bytes memory data) private view returns (uint256 fee) {
        _requireGas(QUOTE_GAS);
        uint256 gasLimit = QUOTE_GAS;
        assembly ("memory-safe") {
            // Arguments are evaluated from the last: the call comes before the size of what it returned.
            if and(
                gt(returndatasize(), 0x1f),
                staticcall(gasLimit, gateway, add(data, 0x20), mload(data), 0x00, 0x20)
            ) {
                fee := mload(0x00)
            }
        }
    }

    /// Whether a bounded call succeeds is not the caller's choice: it is given at most 63/64 of what is left.
    function _requireGas(uint256 gasLimit) private view {
        uint256 required = ((gasLimit + OVERHEAD_GAS) * 64) / 63;
        require(gasleft() >= required, GasTooLow(gasleft(), required));
    }

    function _quorumOf(uint256 chain) private view returns (Quorum storage quorum) {
        // A chain id beyond 64 bits has no quorum.
        require(chain <= type(uint64).max, QuorumNotSet(chain));
        // forge-lint: disable-next-line(unsafe-typecast)
        quorum = _quorums[uint64(chain)];
        require(quorum.threshold != 0, QuorumNotSet(chain));
    }

    /// @return memberships Those of all members.
    /// @return index The gateway's; their number if it has none.
    function _membershipsOf(Quorum storage quorum, address gateway)
        private
        view
        returns (uint16[] memory memberships, uint256 index)
    {
        memberships = new uint16[](quorum.members.length);
        index = memberships.length;
        for (uint256 i = 0; i < memberships.length; ++i) {
            Member storage member = quorum.members[i];
            memberships[i] = member.membership;
            if (member.gateway == gateway) index = i;
        }
    }

    /// What every gateway is called with, to quote and to send.
    function _argumentsOf(uint256 chain, Quorum storage quorum, bytes memory envelope)
        private
        view
        returns (bytes memory)
    {
        return abi.encode(InteroperableAddress.formatEvmV1(chain, quorum.counterpart), envelope, new bytes[](0));
    }

    function _sendId(uint256 count) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), count));
    }

    function _find(Member[] memory members, address gateway) private pure returns (uint16 membership) {
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i].gateway == gateway) return members[i].membership;
        }
    }

    function _idOf(uint64 chain, address sender, address recipient, bytes32 payloadHash)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(chain, sender, recipient, payloadHash));
    }
}
