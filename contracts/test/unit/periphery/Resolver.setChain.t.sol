// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ChainRoute, IOrderResolver} from "../../../src/periphery/IOrderResolver.sol";
import {Resolver} from "../../../src/periphery/Resolver.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Test} from "forge-std/Test.sol";

contract ResolverSetChainTest is Test {
    uint64 private constant CHAIN = 31338;
    address private immutable stranger = makeAddr("stranger");

    Resolver private resolver;

    function setUp() public {
        resolver = new Resolver(31337, makeAddr("hub"), address(new AccessManager(address(this))));
    }

    function test_constructor_keepsTheDeployment() public {
        assertEq(resolver.hubChain(), 31337);
        assertEq(resolver.hub(), makeAddr("hub"));
    }

    function test_setChain_isTold() public {
        ChainRoute memory none;
        assertEq(abi.encode(resolver.routeOf(CHAIN)), abi.encode(none));
        ChainRoute memory first = _route(1);
        vm.expectEmit(address(resolver));
        emit IOrderResolver.ChainSet(CHAIN, none, first);
        resolver.setChain(CHAIN, first);
        assertEq(abi.encode(resolver.routeOf(CHAIN)), abi.encode(first));

        ChainRoute memory second = _route(2);
        vm.expectEmit(address(resolver));
        emit IOrderResolver.ChainSet(CHAIN, first, second);
        resolver.setChain(CHAIN, second);
        assertEq(abi.encode(resolver.routeOf(CHAIN)), abi.encode(second));
        assertEq(abi.encode(resolver.routeOf(CHAIN + 1)), abi.encode(none));
    }

    function test_setChain_revertsWith_ChainIncomplete() public {
        for (uint256 i = 0; i < 5; ++i) {
            ChainRoute memory route = _route(1);
            if (i == 0) route.spoke = address(0);
            if (i == 1) route.deputies = address(0);
            if (i == 2) route.wrappedNative = address(0);
            if (i == 3) route.hubGateway = address(0);
            if (i == 4) route.spokeGateway = address(0);
            vm.expectRevert(abi.encodeWithSelector(IOrderResolver.ChainIncomplete.selector, CHAIN));
            resolver.setChain(CHAIN, route);
        }
    }

    function test_setChain_revertsWith_AccessManagedUnauthorized() public {
        ChainRoute memory route = _route(1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        resolver.setChain(CHAIN, route);
    }

    function _route(uint160 seed) private pure returns (ChainRoute memory) {
        return ChainRoute({
            spoke: address(seed),
            deputies: address(seed + 10),
            wrappedNative: address(seed + 20),
            hubGateway: address(seed + 30),
            spokeGateway: address(seed + 40),
            maxEntryFee: uint128(seed + 50),
            reportSeconds: uint64(seed + 60),
            payoutSeconds: uint64(seed + 70)
        });
    }
}
