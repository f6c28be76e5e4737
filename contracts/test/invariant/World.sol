// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LoopbackGateway} from "../../src/gateway/LoopbackGateway.sol";
import {Hub} from "../../src/hub/Hub.sol";
import {FeePolicy} from "../../src/hub/IHub.sol";
import {TestWrappedNative} from "../mocks/TestWrappedNative.sol";
import {CallTarget} from "./CallTarget.sol";
import {ContractAccount} from "./ContractAccount.sol";
import {ForgingSpoke} from "./ForgingSpoke.sol";
import {LossyGateway} from "./LossyGateway.sol";
import {RefusingToken} from "./RefusingToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {CommonBase} from "forge-std/Base.sol";
import {StdAssertions} from "forge-std/StdAssertions.sol";

/// @notice One hub and three spokes in one EVM: chain 0 is the hub's own, its spoke over a loopback gateway; chains 1
/// and 2 are reached over gateways that lose and delay. Each route has a second gateway to change to. Each chain has a
/// clock and a gas price of its own.
abstract contract World is CommonBase, StdAssertions {
    uint256 internal constant CHAINS = 3;
    /// A chain that orders may name and that has neither spoke nor route.
    uint256 internal constant UNROUTED = CHAINS;
    uint256 internal constant TOKENS = 3;
    /// The token that may refuse, the wrapped native one, and the native one.
    uint256 internal constant REFUSING = 0;
    uint256 internal constant WRAPPED = 1;
    uint256 internal constant NATIVE = 2;
    address internal constant NATIVE_ADDRESS = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE;
    uint256 internal constant ACTORS = 5;
    /// An account with code, that may refuse the native token; the others are keys alone.
    uint256 internal constant CONTRACT = 3;
    /// An account that submits whatever anyone may submit, and neither orders, nor fills, nor is paid for a leg.
    uint256 internal constant STRANGER = 4;
    uint256 internal constant ENDOWMENT = 1e24;
    uint64 internal constant HUB_CHAIN = 31337;
    uint64 internal constant HEARTBEAT_SPACING = 10;
    uint64 internal constant RETIREMENT_SILENCE = 7 days;
    uint64 internal constant MAX_DEADLINE_SPAN = 7 days;
    uint64 internal constant EXECUTION_GRACE = 7 days;

    /// What any one call to the contracts is given: enough that burning most of it, twice, breaks nothing.
    uint256 private constant CALL_GAS = 200_000_000;
    uint256 private constant FIRST_KEY = 0xAC7000;

    Hub internal hub;
    /// By which of the two; chain 0 uses the loopbacks.
    LossyGateway[2] internal gateways;
    address[2] internal loopbacks;
    ForgingSpoke[CHAINS] internal spokes;
    RefusingToken[CHAINS] internal refusingTokens;
    TestWrappedNative[CHAINS] internal wrappedTokens;
    CallTarget internal callTarget;
    address[ACTORS] internal actors;
    uint64[CHAINS] internal clocks;
    uint64[CHAINS] internal baseFees;

    constructor() {
        // Minutes apart from the beginning.
        clocks = [uint64(1_800_000_000), 1_800_000_150, 1_799_999_910];
        baseFees = [uint64(1 gwei), 30 gwei, 5];
        vm.recordLogs();
        _enter(0);
        hub = new Hub(address(new AccessManager(address(this))));
        callTarget = new CallTarget();
        for (uint256 which = 0; which < 2; ++which) {
            gateways[which] = new LossyGateway();
            loopbacks[which] = address(new LoopbackGateway());
        }
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            actors[actor] = vm.addr(FIRST_KEY + actor);
        }
        actors[CONTRACT] = address(new ContractAccount(actors[CONTRACT]));
        for (uint256 chain = 0; chain < CHAINS; ++chain) {
            _createChain(chain);
        }
        _endow();
    }

    function _createChain(uint256 chain) private {
        _enter(chain);
        ForgingSpoke spoke =
            new ForgingSpoke(HUB_CHAIN, address(hub), HEARTBEAT_SPACING, address(new AccessManager(address(this))));
        spokes[chain] = spoke;
        refusingTokens[chain] = new RefusingToken();
        wrappedTokens[chain] = new TestWrappedNative();
        spoke.setWrappedNative(address(wrappedTokens[chain]));
        spoke.setRoute(_gatewayOf(chain, 0));
        _enter(0);
        hub.setFeePolicy(_idOf(chain), _feePolicyOf(chain));
        hub.setRoute(_idOf(chain), _gatewayOf(chain, 0), address(spoke));
    }

    /// The allowances are for every spoke, those of other chains included: a fill on the wrong chain must not fail for
    /// want of one.
    function _endow() private {
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            for (uint256 chain = 0; chain < CHAINS; ++chain) {
                refusingTokens[chain].mint(actors[actor], ENDOWMENT);
                vm.deal(actors[actor], ENDOWMENT);
                vm.prank(actors[actor]);
                wrappedTokens[chain].deposit{value: ENDOWMENT}();
                for (uint256 other = 0; other < CHAINS; ++other) {
                    vm.startPrank(actors[actor]);
                    refusingTokens[chain].approve(address(spokes[other]), type(uint256).max);
                    wrappedTokens[chain].approve(address(spokes[other]), type(uint256).max);
                    vm.stopPrank();
                }
            }
            vm.deal(actors[actor], ENDOWMENT);
        }
    }

    /// What follows happens on `chain`, at its time and gas price.
    function _enter(uint256 chain) internal {
        vm.chainId(_idOf(chain));
        vm.warp(clocks[chain]);
        vm.fee(baseFees[chain]);
    }

    function _callAs(address sender, uint256 chain, address target, bytes memory data)
        internal
        returns (bool success, bytes memory result)
    {
        return _payAs(sender, chain, target, 0, data);
    }

    /// Calls a contract on `chain` with native value, and keeps its logs.
    function _payAs(address sender, uint256 chain, address target, uint256 value, bytes memory data)
        internal
        returns (bool success, bytes memory result)
    {
        _enter(chain);
        vm.recordLogs();
        vm.prank(sender);
        return target.call{gas: CALL_GAS, value: value}(data);
    }

    /// Signed by an actor's key; that of the account with code is its owner's.
    function _sign(uint256 actor, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(FIRST_KEY + actor, digest);
        return abi.encodePacked(r, s, v);
    }

    function _gatewayOf(uint256 chain, uint256 which) internal view returns (address) {
        return chain == 0 ? loopbacks[which] : address(gateways[which]);
    }

    function _tokenOf(uint256 chain, uint256 token) internal view returns (address) {
        if (token == NATIVE) return NATIVE_ADDRESS;
        if (chain == UNROUTED) return address(0xdead);
        return token == REFUSING ? address(refusingTokens[chain]) : address(wrappedTokens[chain]);
    }

    function _balanceOf(uint256 chain, uint256 token, address account) internal view returns (uint256) {
        return token == NATIVE ? account.balance : IERC20(_tokenOf(chain, token)).balanceOf(account);
    }

    /// Never zero: an entry pays for what it causes.
    function _feePolicyOf(uint256 chain) internal pure returns (FeePolicy memory) {
        if (chain == 0) return FeePolicy(1_000, 1_000_000, 1e18);
        if (chain == 1) return FeePolicy(50_000, 80_000_000, 3e18);
        return FeePolicy(7, 300, 1e9);
    }

    function _idOf(uint256 chain) internal pure returns (uint64) {
        return HUB_CHAIN + uint64(chain);
    }

    function _accountOf(address account) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}
