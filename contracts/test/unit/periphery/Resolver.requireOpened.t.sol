// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EthLog} from "../../../src/periphery/ERC7683.sol";
import {IOrderResolver} from "../../../src/periphery/IOrderResolver.sol";
import {Resolver} from "../../../src/periphery/Resolver.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {OrderId} from "../../../src/types/Order.sol";
import {Test} from "forge-std/Test.sol";

contract ResolverRequireOpenedTest is Test {
    OrderId private constant ORDER = OrderId.wrap(keccak256("order"));
    address private immutable spoke = makeAddr("spoke");
    address private immutable stranger = makeAddr("stranger");

    Resolver private resolver;

    function setUp() public {
        resolver = new Resolver(1, makeAddr("hub"), address(this));
    }

    function test_requireOpened_answersAFramedTrue() public view {
        EthLog[] memory logs = _logs(1, _log(spoke, ISpoke.OrderOpened.selector, ORDER));
        _checkOpened(logs);
        logs[0] = _log(spoke, ISpoke.SignedOrderOpened.selector, ORDER);
        _checkOpened(logs);
    }

    /// Among others, wherever it is.
    function test_requireOpened_ofManyEvents() public view {
        EthLog[] memory logs = _logs(3, _log(spoke, ISpoke.OrderPaidFor.selector, ORDER));
        for (uint256 i = 0; i < 3; ++i) {
            EthLog memory other = logs[i];
            logs[i] = _log(spoke, ISpoke.OrderOpened.selector, ORDER);
            _checkOpened(logs);
            logs[i] = other;
        }
    }

    function test_requireOpened_revertsWith_OrderNotOpened() public {
        _expectRefusal(new EthLog[](0));
        _expectRefusal(_logs(2, _log(stranger, ISpoke.OrderOpened.selector, ORDER)));
        _expectRefusal(_logs(2, _log(spoke, ISpoke.OutputHeld.selector, ORDER)));
        _expectRefusal(_logs(2, _log(spoke, ISpoke.OrderOpened.selector, OrderId.wrap(keccak256("other")))));
        EthLog memory short = _log(spoke, ISpoke.OrderOpened.selector, ORDER);
        short.topics = new bytes32[](1);
        short.topics[0] = ISpoke.OrderOpened.selector;
        _expectRefusal(_logs(1, short));
        short.topics = new bytes32[](0);
        _expectRefusal(_logs(1, short));
    }

    function _checkOpened(EthLog[] memory logs) private view {
        (bool success, bytes memory answer) =
            address(resolver).staticcall(abi.encodeCall(resolver.requireOpened, (logs, spoke, ORDER)));
        assertTrue(success);
        assertEq(answer, abi.encode("", true));
    }

    function _expectRefusal(EthLog[] memory logs) private {
        vm.expectRevert(abi.encodeWithSelector(IOrderResolver.OrderNotOpened.selector, ORDER));
        resolver.requireOpened(logs, spoke, ORDER);
    }

    function _logs(uint256 count, EthLog memory log) private pure returns (EthLog[] memory logs) {
        logs = new EthLog[](count);
        for (uint256 i = 0; i < count; ++i) {
            logs[i] = log;
        }
    }

    function _log(address emitter, bytes32 topic, OrderId orderId) private pure returns (EthLog memory log) {
        log.emitter = emitter;
        log.topics = new bytes32[](2);
        (log.topics[0], log.topics[1]) = (topic, OrderId.unwrap(orderId));
    }
}
