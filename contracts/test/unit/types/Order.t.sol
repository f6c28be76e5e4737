// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hub} from "../../../src/hub/Hub.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {Leg, LegLib} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId, OrderLib} from "../../../src/types/Order.sol";
import {Orders} from "../../fixtures/Orders.sol";
import {PlainOrderHash} from "../../fixtures/PlainOrderHash.sol";
import {OrderHarness} from "../../mocks/OrderHarness.sol";
import {Test} from "forge-std/Test.sol";

contract OrderTest is Test {
    uint64 private constant HUB_CHAIN = 31337;

    Hub private hub;
    Spoke private spoke;

    function setUp() public {
        vm.chainId(HUB_CHAIN);
        hub = new Hub(address(this));
        vm.chainId(31338);
        spoke = new Spoke(HUB_CHAIN, address(hub), 60, address(this));
    }

    function test_domainSeparator_bindsTheHubAndItsChain() public {
        bytes32 separator = PlainOrderHash.domainSeparator(HUB_CHAIN, address(hub));
        assertEq(hub.domainSeparator(), separator);
        assertEq(spoke.domainSeparator(), separator);
        assertNotEq(new Spoke(HUB_CHAIN, address(this), 60, address(this)).domainSeparator(), separator);
        assertNotEq(new Spoke(HUB_CHAIN + 1, address(hub), 60, address(this)).domainSeparator(), separator);
    }

    /// On the hub, on a spoke, and wherever else it is asked for.
    function testFuzz_orderIdOf_isEip712s(uint256 seed, uint8 legs, uint8 calls) public {
        Order memory order = _random(seed, legs % 17, calls % 4);
        bytes32 id = PlainOrderHash.id(order, hub.domainSeparator());
        assertEq(OrderId.unwrap(hub.orderIdOf(order)), id);
        vm.chainId(1);
        assertEq(OrderId.unwrap(spoke.orderIdOf(order)), id);
    }

    /// Orders that differ in nothing but one word have different ids.
    function testFuzz_orderIdOf_isDistinct(uint256 seed, uint8 leg, uint8 field, uint64 change) public view {
        change |= 1;
        Order memory order = _random(seed, 16, 1);
        Leg memory changed = order.legs[leg % 16];
        OrderId id = hub.orderIdOf(order);
        field %= 9;
        if (field == 0) changed.originChain ^= change;
        if (field == 1) changed.inputToken = address(uint160(changed.inputToken) ^ change);
        if (field == 2) changed.inputAmount ^= change;
        if (field == 3) changed.destinationChain ^= change;
        if (field == 4) changed.outputToken ^= bytes32(uint256(change));
        if (field == 5) changed.outputAmount ^= change;
        if (field == 6) changed.recipient ^= bytes32(uint256(change));
        if (field == 7) order.nonce ^= change;
        if (field == 8) order.calls[0].calls = bytes.concat(order.calls[0].calls, bytes1(uint8(change)));
        assertNotEq(OrderId.unwrap(hub.orderIdOf(order)), OrderId.unwrap(id));
    }

    function test_orderIdOf_dependsOnEveryField() public view {
        bytes32[] memory ids = new bytes32[](26);
        for (uint256 i = 0; i < ids.length; ++i) {
            Order memory order = _order();
            if (i == 1) order.user = address(1);
            if (i == 2) order.nonce += 1;
            if (i == 3) order.openDeadline += 1;
            if (i == 4) order.fillDeadline += 1;
            if (i == 5) order.solver = address(1);
            if (i == 6) order.exclusiveUntil += 1;
            if (i == 7) order.pooled = true;
            if (i == 8) order.cancellable = true;
            if (i == 9) order.legs[1].originChain += 1;
            if (i == 10) order.legs[1].inputToken = address(1);
            if (i == 11) order.legs[1].inputAmount += 1;
            if (i == 12) order.legs[1].destinationChain += 1;
            if (i == 13) order.legs[1].outputToken = bytes32(uint256(1));
            if (i == 14) order.legs[1].outputAmount += 1;
            if (i == 15) order.legs[1].recipient = bytes32(uint256(1));
            if (i == 16) (order.legs[0], order.legs[1]) = (order.legs[1], order.legs[0]);
            if (i == 17) order.legs = Orders.repeat(order.legs[0], 1);
            if (i == 18) order.legs = Orders.repeat(order.legs[0], 3);
            if (i == 19) order.calls[0].chain += 1;
            if (i == 20) order.calls[0].gas += 1;
            if (i == 21) order.calls[0].fallbackRecipient = bytes32(uint256(1));
            if (i == 22) order.calls[0].calls = hex"01";
            if (i == 23) order.calls = new Call[](0);
            if (i == 24) order.calls = new Call[](2);
            if (i == 25) order.calls[0].calls = hex"00";
            ids[i] = OrderId.unwrap(hub.orderIdOf(order));
            for (uint256 j = 0; j < i; ++j) {
                assertNotEq(ids[i], ids[j]);
            }
        }
    }

    /// Bits beyond a field's type would give one order several encodings, or several orders one id.
    function test_orderIdOf_revertsWith_OrderMalformed() public view {
        bytes memory data = abi.encodeCall(IHub.orderIdOf, (_order()));
        // Words of the order: user, openDeadline, fillDeadline, solver, exclusiveUntil, pooled, cancellable.
        uint8[7] memory words = [0, 2, 3, 4, 5, 6, 7];
        uint8[7] memory bits = [160, 64, 64, 160, 64, 1, 1];
        for (uint256 i = 0; i < words.length; ++i) {
            _expectRefusal(data, 1 + words[i], bits[i], OrderLib.OrderMalformed.selector);
            _expectRefusal(data, 1 + words[i], 255, OrderLib.OrderMalformed.selector);
        }
    }

    function test_orderIdOf_revertsWith_LegMalformed() public view {
        bytes memory data = abi.encodeCall(IHub.orderIdOf, (_order()));
        // Words of a leg: originChain, inputToken, inputAmount, destinationChain, outputAmount.
        uint8[5] memory words = [0, 1, 2, 3, 5];
        uint8[5] memory bits = [64, 160, 128, 64, 128];
        for (uint256 leg = 0; leg < 2; ++leg) {
            for (uint256 i = 0; i < words.length; ++i) {
                uint256 word = 1 + 10 + 1 + 7 * leg + words[i];
                _expectRefusal(data, word, bits[i], LegLib.LegMalformed.selector);
                _expectRefusal(data, word, 255, LegLib.LegMalformed.selector);
            }
        }
    }

    /// A domain of another name or version, or with a chain id, makes other ids: nothing signed for one holds for another.
    function test_domainSeparator_bindsNameAndVersion() public view {
        bytes32 typehash = keccak256("EIP712Domain(string name,string version,address verifyingContract,bytes32 salt)");
        bytes32 salt = bytes32(uint256(HUB_CHAIN));
        bytes32 separator = hub.domainSeparator();
        assertEq(separator, keccak256(abi.encode(typehash, keccak256("Concert"), keccak256("1"), hub, salt)));
        assertNotEq(separator, keccak256(abi.encode(typehash, keccak256("Concert"), keccak256("2"), hub, salt)));
        bytes32 withChain = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
        );
        assertNotEq(
            separator, keccak256(abi.encode(withChain, keccak256("Concert"), keccak256("1"), HUB_CHAIN, hub, salt))
        );
    }

    function testFuzz_cancellationDigest_isEip712s(uint256 seed) public {
        OrderHarness harness = new OrderHarness();
        Order memory order = _random(seed, 1, 0);
        bytes32 separator = hub.domainSeparator();
        assertEq(
            harness.cancellationDigest(hub.orderIdOf(order), separator), PlainOrderHash.cancellation(order, separator)
        );
    }

    /// What is read without the compiler's checks is what the order says.
    function testFuzz_fields(uint256 seed, uint8 legs, uint8 calls) public {
        OrderHarness harness = new OrderHarness();
        Order memory order = _random(seed, 1 + legs % 16, calls % 3);
        (address user, uint64 openDeadline, uint64 fillDeadline) = harness.head(order);
        assertEq(user, order.user);
        assertEq(openDeadline, order.openDeadline);
        assertEq(fillDeadline, order.fillDeadline);
        (address solver, uint64 exclusiveUntil) = harness.exclusivity(order);
        assertEq(solver, order.solver);
        assertEq(exclusiveUntil, order.exclusiveUntil);
        assertEq(harness.callCount(order), order.calls.length);
        assertEq(harness.isPooled(order), order.pooled);
        assertEq(abi.encode(harness.checkedLegs(order)), abi.encode(order.legs));
        for (uint256 i = 0; i < order.legs.length; ++i) {
            _checkInput(harness, order, i);
            _checkOutput(harness, order, i);
        }
    }

    function _checkInput(OrderHarness harness, Order memory order, uint256 index) private view {
        (uint64 chain, address token, uint128 amount) = harness.input(order, index);
        assertEq(chain, order.legs[index].originChain);
        assertEq(token, order.legs[index].inputToken);
        assertEq(amount, order.legs[index].inputAmount);
    }

    function _checkOutput(OrderHarness harness, Order memory order, uint256 index) private view {
        (uint64 chain, bytes32 token, uint128 amount, bytes32 recipient) = harness.output(order, index);
        assertEq(chain, order.legs[index].destinationChain);
        assertEq(token, order.legs[index].outputToken);
        assertEq(amount, order.legs[index].outputAmount);
        assertEq(recipient, order.legs[index].recipient);
    }

    function testFuzz_encode_isTheCompilers(uint256 seed, uint8 legs, uint8 calls, uint256 first) public {
        Order memory order = _random(seed, 1 + legs % 16, calls % 4);
        (bytes memory encoded, bytes memory next) = new OrderHarness().encode(order, first);
        assertEq(encoded, abi.encode(first, order));
        assertEq(next, new bytes(32));
    }

    function test_checkedLegs_revertsWith_LegCountOutOfRange() public {
        OrderHarness harness = new OrderHarness();
        Order memory order = _random(1, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 0));
        harness.checkedLegs(order);
        order = _random(1, 17, 0);
        vm.expectRevert(abi.encodeWithSelector(OrderLib.LegCountOutOfRange.selector, 17));
        harness.checkedLegs(order);
        // A length that is not there.
        bytes memory data = abi.encodeCall(harness.checkedLegs, (_random(1, 1, 0)));
        _expectFailure(address(harness), _with(data, 1 + 10, type(uint256).max), OrderLib.LegCountOutOfRange.selector);
    }

    /// Legs that reach beyond the calldata would be read as zeros.
    function test_checkedLegs_revertsWith_OrderMalformed() public {
        OrderHarness harness = new OrderHarness();
        bytes memory data = abi.encodeCall(harness.checkedLegs, (_random(1, 2, 0)));
        _expectFailure(address(harness), _with(data, 1 + 10, 3), OrderLib.OrderMalformed.selector);
        // No legs are there.
        _expectFailure(address(harness), _with(data, 1 + 8, 1 << 31), OrderLib.LegCountOutOfRange.selector);
        // An offset that leads back before the order.
        data = abi.encodeCall(harness.checkedLegsBehind, (1, _random(1, 2, 0)));
        uint256 back = 2 * 32;
        _expectFailure(
            address(harness), _with(data, 2 + 8, type(uint256).max - back + 1), OrderLib.OrderMalformed.selector
        );
    }

    function test_callCount_ofCallsOutsideTheCalldata_isZero() public {
        OrderHarness harness = new OrderHarness();
        bytes memory data = abi.encodeCall(harness.callCount, (_random(1, 1, 3)));
        (, bytes memory result) = address(harness).staticcall(data);
        assertEq(abi.decode(result, (uint256)), 3);
        (, result) = address(harness).staticcall(_with(data, 1 + 9, 1 << 40));
        assertEq(abi.decode(result, (uint256)), 0);
    }

    function test_orderIdOf_refusesAMalformedCall() public view {
        bytes memory data = abi.encodeCall(IHub.orderIdOf, (_order()));
        uint256 call_ = 1 + 10 + 1 + 14 + 1 + 1;
        _expectRefusal(data, call_, 64, 0);
    }

    /// Sets a bit of a word of the arguments, and expects a refusal with the error, zero for one without data.
    function _expectRefusal(bytes memory data, uint256 word, uint256 bit, bytes4 selector) private view {
        bytes memory dirty = bytes.concat(data);
        uint256 position = 4 + 32 * word + 31 - bit / 8;
        assertEq(uint8(dirty[position]), 0, "a clean byte");
        dirty[position] = bytes1(uint8(1 << (bit % 8)));
        (bool success, bytes memory result) = address(hub).staticcall(dirty);
        assertFalse(success);
        assertEq(bytes4(result), selector);
    }

    function _with(bytes memory data, uint256 word, uint256 value) private pure returns (bytes memory changed) {
        changed = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(add(changed, add(0x24, mul(0x20, word))), value)
        }
    }

    function _expectFailure(address target, bytes memory data, bytes4 selector) private view {
        (bool success, bytes memory result) = target.staticcall(data);
        assertFalse(success);
        assertEq(bytes4(result), selector);
    }

    function _random(uint256 seed, uint256 legs, uint256 calls) private pure returns (Order memory order) {
        order.user = address(uint160(_word(seed, 0)));
        order.nonce = _word(seed, 1);
        order.openDeadline = uint64(_word(seed, 2));
        order.fillDeadline = uint64(_word(seed, 3));
        order.solver = address(uint160(_word(seed, 4)));
        order.exclusiveUntil = uint64(_word(seed, 5));
        order.pooled = _word(seed, 6) % 2 == 0;
        order.cancellable = _word(seed, 7) % 2 == 0;
        order.legs = new Leg[](legs);
        for (uint256 i = 0; i < legs; ++i) {
            uint256 word = _word(seed, 8 + i);
            order.legs[i] = Leg({
                originChain: uint64(word),
                inputToken: address(uint160(word >> 32)),
                inputAmount: uint128(word >> 64),
                destinationChain: uint64(word >> 192),
                outputToken: keccak256(abi.encode(word, "outputToken")),
                outputAmount: uint128(word >> 128),
                recipient: keccak256(abi.encode(word, "recipient"))
            });
        }
        order.calls = new Call[](calls);
        for (uint256 i = 0; i < calls; ++i) {
            uint256 word = _word(seed, 100 + i);
            bytes memory data = abi.encodePacked(word, new bytes(word % 70));
            order.calls[i] = Call({chain: uint64(word), fallbackRecipient: bytes32(word), calls: data, gas: word >> 64});
        }
    }

    function _word(uint256 seed, uint256 index) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index)));
    }

    function _order() private view returns (Order memory order) {
        order = Orders.create(address(0xabc), Orders.leg(1, address(2), 3, address(4), address(5)));
        order.legs = Orders.repeat(order.legs[0], 2);
        order.legs[1].inputAmount = 7;
        order.calls = new Call[](1);
    }
}
