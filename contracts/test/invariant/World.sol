// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LoopbackGateway} from "../../src/gateway/LoopbackGateway.sol";
import {Hub} from "../../src/hub/Hub.sol";
import {ForgingSpoke} from "./ForgingSpoke.sol";
import {LossyGateway} from "./LossyGateway.sol";
import {RefusingToken} from "./RefusingToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {CommonBase} from "forge-std/Base.sol";
import {StdAssertions} from "forge-std/StdAssertions.sol";

/// @notice One hub and three spokes in one EVM: chain 0 is the hub's own, its spoke over the loopback gateway; chains 1
/// and 2 are reached over a gateway that loses and delays. Each chain has a clock of its own.
abstract contract World is CommonBase, StdAssertions {
    uint256 internal constant CHAINS = 3;
    /// A chain that orders may name and that has neither spoke nor route.
    uint256 internal constant UNROUTED = CHAINS;
    uint256 internal constant TOKENS = 2;
    /// The token that may refuse; the other one is plain.
    uint256 internal constant REFUSING = 1;
    uint256 internal constant ACTORS = 4;
    uint256 internal constant ENDOWMENT = 1e24;
    uint64 internal constant HUB_CHAIN = 31337;
    uint64 internal constant HEARTBEAT_SPACING = 10;

    /// What any one call to the contracts is given: enough for the longest delivery, so that burning it breaks nothing.
    uint256 private constant CALL_GAS = 30_000_000;

    Hub internal hub;
    LossyGateway internal gateway;
    ForgingSpoke[CHAINS] internal spokes;
    RefusingToken[TOKENS][CHAINS] internal tokens;
    uint64[CHAINS] internal clocks;

    constructor() {
        // Minutes apart from the beginning.
        clocks = [uint64(1_800_000_000), 1_800_000_150, 1_799_999_910];
        vm.recordLogs();
        _enter(0);
        hub = new Hub(address(new AccessManager(address(this))));
        gateway = new LossyGateway();
        address loopback = address(new LoopbackGateway());
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            _enter(chain);
            spokes[chain] =
                new ForgingSpoke(HUB_CHAIN, address(hub), HEARTBEAT_SPACING, address(new AccessManager(address(this))));
            for (uint256 token = 0; token < TOKENS; ++token) {
                _createToken(chain, token);
            }
            address transport = chain == 0 ? loopback : address(gateway);
            spokes[chain].setRoute(transport);
            _enter(0);
            hub.setRoute(_idOf(chain), transport, address(spokes[chain]));
        }
        _approveTokens();
    }

    function _createToken(uint256 chain, uint256 token) private {
        RefusingToken created = new RefusingToken();
        tokens[chain][token] = created;
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            created.mint(_actor(actor), ENDOWMENT);
        }
    }

    /// For every spoke, those of other chains included: a fill on the wrong chain must not fail for want of allowance.
    function _approveTokens() private {
        for (uint256 i = 0; i < CHAINS * TOKENS * ACTORS * CHAINS; ++i) {
            RefusingToken token = tokens[i % CHAINS][i / CHAINS % TOKENS];
            vm.prank(_actor(i / (CHAINS * TOKENS) % ACTORS));
            token.approve(address(spokes[i / (CHAINS * TOKENS * ACTORS)]), type(uint256).max);
        }
    }

    /// What follows happens on `chain`, at its time.
    function _enter(uint256 chain) internal {
        vm.chainId(_idOf(chain));
        vm.warp(clocks[chain]);
    }

    /// Calls a contract on `chain`, and keeps its logs.
    function _call(uint256 chain, address target, bytes memory data)
        internal
        returns (bool success, bytes memory result)
    {
        return _callAs(address(this), chain, target, data);
    }

    function _callAs(address sender, uint256 chain, address target, bytes memory data)
        internal
        returns (bool success, bytes memory result)
    {
        _enter(chain);
        vm.recordLogs();
        vm.prank(sender);
        return target.call{gas: CALL_GAS}(data);
    }

    function _idOf(uint256 chain) internal pure returns (uint64) {
        return HUB_CHAIN + uint64(chain);
    }

    function _actor(uint256 actor) internal pure returns (address) {
        return address(uint160(0xAC7000 + actor));
    }

    function _accountOf(uint256 actor) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(_actor(actor))));
    }
}
