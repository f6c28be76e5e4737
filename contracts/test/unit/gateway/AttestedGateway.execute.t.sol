// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AttestedGateway} from "../../../src/gateway/AttestedGateway.sol";
import {IAttestedGateway, Message} from "../../../src/gateway/IAttestedGateway.sol";
import {GatewayFixture} from "../../fixtures/GatewayFixture.sol";
import {RecordingRecipient} from "../../mocks/RecordingRecipient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

contract AttestedGatewayExecuteTest is GatewayFixture {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_execute_handsTheMessageToItsRecipient() public {
        Message memory message = _message();
        bytes32 receiveId = gateway.digest(message);
        assertFalse(gateway.isExecuted(receiveId));
        bytes[] memory signatures = _sign(0, 2, gateway, message);
        vm.expectEmit(address(gateway));
        emit IAttestedGateway.MessageExecuted(
            receiveId, message.sendId, message.sender, message.recipient, message.payload
        );
        vm.prank(stranger);
        gateway.execute(message, signatures);

        assertTrue(gateway.isExecuted(receiveId));
        assertEq(recipient.count(), 1);
        assertEq(recipient.gateway(), address(gateway));
        assertEq(recipient.receiveId(), receiveId);
        assertEq(recipient.sender(), message.sender);
        assertEq(recipient.payload(), message.payload);
    }

    function test_execute_withMoreSignaturesThanNeeded() public {
        Message memory message = _message();
        bytes[] memory signatures = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            signatures[i] = _sign(i, gateway, message);
        }
        gateway.execute(message, signatures);
        assertEq(recipient.count(), 1);
    }

    /// The digest is EIP-712's, spelled out.
    function test_digest() public view {
        Message memory message = _message();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Concert AttestedGateway"),
                keccak256("1"),
                HERE,
                gateway
            )
        );
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Message(bytes32 sendId,bytes sender,bytes recipient,bytes payload)"),
                message.sendId,
                keccak256(message.sender),
                keccak256(message.recipient),
                keccak256(message.payload)
            )
        );
        assertEq(gateway.digest(message), keccak256(abi.encodePacked(hex"1901", domain, hash)));
    }

    function test_execute_revertsWith_MessageAlreadyExecuted() public {
        Message memory message = _message();
        bytes memory reason =
            abi.encodeWithSelector(IAttestedGateway.MessageAlreadyExecuted.selector, gateway.digest(message));
        gateway.execute(message, _sign(0, 1, gateway, message));
        _expectRefusal(message, _sign(0, 1, gateway, message), reason);
        // Also with other signatures.
        _expectRefusal(message, _sign(1, 2, gateway, message), reason);
        assertEq(recipient.count(), 1);
    }

    function test_execute_revertsWith_MessageAlreadyExecuted_toARecipientThatReenters() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        recipient.callBefore(address(gateway), abi.encodeCall(IAttestedGateway.execute, (message, signatures)));
        gateway.execute(message, signatures);
        assertFalse(recipient.hookSucceeded());
        assertEq(bytes4(recipient.hookResult()), IAttestedGateway.MessageAlreadyExecuted.selector);
        assertEq(recipient.count(), 1);
    }

    function test_execute_revertsWith_SignaturesTooFew() public {
        Message memory message = _message();
        bytes[] memory signatures = new bytes[](1);
        signatures[0] = _sign(0, gateway, message);
        _expectRefusal(message, signatures, abi.encodeWithSelector(IAttestedGateway.SignaturesTooFew.selector, 1, 2));
        _expectRefusal(
            message, new bytes[](0), abi.encodeWithSelector(IAttestedGateway.SignaturesTooFew.selector, 0, 2)
        );
    }

    function test_execute_revertsWith_AddressesNotAscending_ofARepeatedSigner() public {
        Message memory message = _message();
        _expectRefusal(
            message,
            _sign(1, 1, gateway, message),
            abi.encodeWithSelector(IAttestedGateway.AddressesNotAscending.selector, _attester(1), _attester(1))
        );
    }

    function test_execute_revertsWith_AddressesNotAscending_ofUnsortedSigners() public {
        Message memory message = _message();
        _expectRefusal(
            message,
            _sign(1, 0, gateway, message),
            abi.encodeWithSelector(IAttestedGateway.AddressesNotAscending.selector, _attester(1), _attester(0))
        );
    }

    function test_execute_revertsWith_SignerNotAttester_ofAStranger() public {
        Message memory message = _message();
        (address account, uint256 key) = makeAddrAndKey("no attester");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, gateway.digest(message));
        bytes[] memory signatures = new bytes[](2);
        bool first = account < _attester(0);
        signatures[first ? 0 : 1] = abi.encodePacked(r, s, v);
        signatures[first ? 1 : 0] = _sign(0, gateway, message);
        _expectRefusal(
            message, signatures, abi.encodeWithSelector(IAttestedGateway.SignerNotAttester.selector, THERE, account)
        );
    }

    /// Whoever is in no set of the newest epoch has no say, also not on older messages.
    function test_execute_revertsWith_SignerNotAttester_ofARemovedOne() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 2, gateway, message);
        address[] memory attesters = new address[](2);
        (attesters[0], attesters[1]) = (_attester(0), _attester(1));
        gateway.setAttesters(THERE, attesters, 2);
        _expectRefusal(
            message,
            signatures,
            abi.encodeWithSelector(IAttestedGateway.SignerNotAttester.selector, THERE, _attester(2))
        );
        gateway.execute(message, _sign(0, 1, gateway, message));
    }

    function test_execute_revertsWith_SignerNotAttester_ofAnotherChainsAttester() public {
        address[] memory attesters = new address[](1);
        attesters[0] = stranger;
        gateway.setAttesters(THERE + 1, attesters, 1);
        Message memory message = _message();
        message.sender = InteroperableAddress.formatEvmV1(THERE + 1, sender);
        _expectRefusal(
            message,
            _sign(0, 1, gateway, message),
            abi.encodeWithSelector(IAttestedGateway.SignerNotAttester.selector, THERE + 1, _attester(0))
        );
    }

    /// Every part of a message is signed.
    function test_execute_refusesAnAlteredMessage() public {
        for (uint256 i = 0; i < 4; ++i) {
            Message memory message = _message();
            bytes[] memory signatures = _sign(0, 1, gateway, message);
            if (i == 0) message.sendId = keccak256("another");
            if (i == 1) message.sender = InteroperableAddress.formatEvmV1(THERE, stranger);
            if (i == 2) message.recipient = InteroperableAddress.formatEvmV1(HERE, address(this));
            if (i == 3) message.payload = "another";
            vm.expectRevert();
            gateway.execute(message, signatures);
        }
        assertEq(recipient.count(), 0);
    }

    /// The high half of the curve would give every signature a second form.
    function test_execute_revertsWith_ECDSAInvalidSignatureS() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        bytes memory low = signatures[0];
        (bytes32 r, bytes32 s) = (bytes32(_word(low, 0)), bytes32(CURVE_ORDER - _word(low, 32)));
        uint8 v = uint8(low[64]) == 27 ? 28 : 27;
        assertEq(ecrecover(gateway.digest(message), v, r, s), _attester(0));
        signatures[0] = abi.encodePacked(r, s, v);
        _expectRefusal(message, signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, s));
    }

    function test_execute_revertsWith_ECDSAInvalidSignature() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        // What recovers to nobody is not the zero address's signature.
        signatures[0] = abi.encodePacked(_word(signatures[0], 0), _word(signatures[0], 32), uint8(29));
        _expectRefusal(message, signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignature.selector));
    }

    function test_execute_revertsWith_ECDSAInvalidSignatureLength() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        signatures[1] = bytes.concat(signatures[1], hex"00");
        _expectRefusal(message, signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 66));
    }

    /// The compact form of ERC-2098 would be a second one.
    function test_execute_revertsWith_ECDSAInvalidSignatureLength_ofACompactSignature() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        uint256 parity = uint256(uint8(signatures[0][64]) - 27) << 255;
        signatures[0] = abi.encodePacked(_word(signatures[0], 0), _word(signatures[0], 32) | parity);
        _expectRefusal(message, signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 64));
    }

    /// Another encoding of the same sender or recipient is another message: an executed one can't come again so.
    function test_execute_refusesAnotherEncodingOfAnExecutedMessage() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        gateway.execute(message, signatures);
        message.sender = abi.encodePacked(bytes2(0x0001), bytes2(0), uint8(8), THERE, uint8(20), sender);
        vm.expectRevert();
        gateway.execute(message, signatures);
        message = _message();
        message.recipient = abi.encodePacked(bytes2(0x0001), bytes2(0), uint8(8), HERE, uint8(20), recipient);
        vm.expectRevert();
        gateway.execute(message, signatures);
        assertEq(recipient.count(), 1);
    }

    /// What attesters signed for another version of the gateway, at the same address, says nothing here.
    function test_execute_refusesAnotherVersionsAttestation() public {
        Message memory message = _message();
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Message(bytes32 sendId,bytes sender,bytes recipient,bytes payload)"),
                message.sendId,
                keccak256(message.sender),
                keccak256(message.recipient),
                keccak256(message.payload)
            )
        );
        string[3] memory versions = ["1", "2", ""];
        for (uint256 i = 0; i < versions.length; ++i) {
            bytes32 domain = keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256("Concert AttestedGateway"),
                    keccak256(bytes(versions[i])),
                    HERE,
                    gateway
                )
            );
            bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, hash));
            bytes[] memory signatures = new bytes[](2);
            (signatures[0], signatures[1]) = (_signDigest(0, digest), _signDigest(1, digest));
            // This version's own, to show that the others fail for nothing else.
            if (i != 0) vm.expectRevert();
            gateway.execute(message, signatures);
        }
        assertEq(recipient.count(), 1);
    }

    /// A message of one hub's spoke to another hub: the recipient is signed, and so is the sender.
    function test_execute_refusesARecipientOfAnotherDeployment() public {
        RecordingRecipient other = new RecordingRecipient();
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        message.recipient = InteroperableAddress.formatEvmV1(HERE, address(other));
        vm.expectRevert();
        gateway.execute(message, signatures);
        assertEq(other.count(), 0);
    }

    /// Attesters of a chain say nothing of what this chain's own contracts send.
    function test_execute_revertsWith_AttestersNotSet_ofThisChainsOwnMessage() public {
        Message memory message = _message();
        message.sender = InteroperableAddress.formatEvmV1(HERE, sender);
        _expectRefusal(
            message,
            _sign(0, 1, gateway, message),
            abi.encodeWithSelector(IAttestedGateway.AttestersNotSet.selector, HERE)
        );
    }

    function test_execute_refusesAddressesThatAreNone() public {
        for (uint256 i = 0; i < 4; ++i) {
            Message memory message = _message();
            bytes memory malformed = i < 2 ? bytes("") : bytes(hex"000100");
            if (i % 2 == 0) message.sender = malformed;
            else message.recipient = malformed;
            _expectRefusal(
                message,
                _sign(0, 1, gateway, message),
                abi.encodeWithSelector(InteroperableAddress.InteroperableAddressParsingError.selector, malformed)
            );
        }
    }

    function test_execute_takesNoValue() public {
        Message memory message = _message();
        bytes memory data = abi.encodeCall(IAttestedGateway.execute, (message, _sign(0, 1, gateway, message)));
        (bool success,) = address(gateway).call{value: 1}(data);
        assertFalse(success);
        assertFalse(gateway.isExecuted(gateway.digest(message)));
    }

    function test_execute_revertsWith_AttestersNotSet() public {
        Message memory message = _message();
        message.sender = InteroperableAddress.formatEvmV1(THERE + 1, sender);
        _expectRefusal(
            message,
            _sign(0, 1, gateway, message),
            abi.encodeWithSelector(IAttestedGateway.AttestersNotSet.selector, THERE + 1)
        );
        _expectRefusal(
            message, new bytes[](0), abi.encodeWithSelector(IAttestedGateway.AttestersNotSet.selector, THERE + 1)
        );
    }

    /// A chain id beyond 64 bits is no other chain's, not even that of its lower bits.
    function test_execute_revertsWith_AttestersNotSet_ofALongChainId() public {
        uint256 chain = (uint256(1) << 64) + THERE;
        Message memory message = _message();
        message.sender = InteroperableAddress.formatEvmV1(chain, sender);
        _expectRefusal(
            message,
            _sign(0, 1, gateway, message),
            abi.encodeWithSelector(IAttestedGateway.AttestersNotSet.selector, chain)
        );
    }

    /// What was signed for this chain's gateway is refused by another chain's at the same address.
    function test_execute_revertsWith_RecipientNotOnThisChain() public {
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        vm.chainId(HERE + 1);
        _expectRefusal(
            message, signatures, abi.encodeWithSelector(IAttestedGateway.RecipientNotOnThisChain.selector, HERE)
        );
    }

    /// Nor can the recipient be exchanged for one on that chain.
    function test_execute_refusesAnotherChainsAttestation() public {
        Message memory message = _message();
        message.recipient = InteroperableAddress.formatEvmV1(HERE + 1, address(recipient));
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        bytes32 digestHere = gateway.digest(message);
        vm.chainId(HERE + 1);
        assertNotEq(gateway.digest(message), digestHere);
        vm.expectRevert();
        gateway.execute(message, signatures);
        assertEq(recipient.count(), 0);
    }

    function test_execute_refusesAnotherGatewaysAttestation() public {
        AttestedGateway other = new AttestedGateway(address(manager));
        other.setAttesters(THERE, _attesters(), 2);
        Message memory message = _message();
        bytes[] memory signatures = _sign(0, 1, gateway, message);
        vm.expectRevert();
        other.execute(message, signatures);
        other.execute(message, _sign(0, 1, other, message));
    }

    function test_execute_revertsWith_MessageNotConfirmed() public {
        Message memory message = _message();
        recipient.answerWith(0xffffffff);
        _expectRefusal(
            message,
            _sign(0, 1, gateway, message),
            abi.encodeWithSelector(IAttestedGateway.MessageNotConfirmed.selector, address(recipient))
        );
        // Nothing is lost: it can be executed once the recipient takes it.
        recipient.answerWith(recipient.receiveMessage.selector);
        gateway.execute(message, _sign(0, 1, gateway, message));
    }

    function _expectRefusal(Message memory message, bytes[] memory signatures, bytes memory reason) private {
        vm.expectRevert(reason);
        gateway.execute(message, signatures);
    }

    function _word(bytes memory data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), offset))
        }
    }
}
