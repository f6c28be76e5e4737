// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IChannel} from "../../../src/channel/IChannel.sol";
import {Hub} from "../../../src/hub/Hub.sol";
import {IHub} from "../../../src/hub/IHub.sol";
import {CauseKind, ILedger} from "../../../src/ledger/ILedger.sol";
import {Spoke} from "../../../src/spoke/Spoke.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {OrderId} from "../../../src/types/Order.sol";
import {IVault} from "../../../src/vault/IVault.sol";
import {Vault} from "../../../src/vault/Vault.sol";
import {Entries} from "../../fixtures/Entries.sol";
import {TestToken} from "../../mocks/TestToken.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {CommonBase} from "forge-std/Base.sol";
import {StdAssertions} from "forge-std/StdAssertions.sol";
import {Vm} from "forge-std/Vm.sol";

/// @notice A hub with its ledger, a spoke on its chain and four more, two assets with tokens of 6, 8, 18 and 24 decimals,
/// and a vault for each. This contract is every route's gateway and the access manager's admin; all chains have one clock.
abstract contract LiquidityWorld is CommonBase, StdAssertions {
    uint256 internal constant CHAINS = 5;
    uint256 internal constant ASSETS = 2;
    uint256 internal constant ACTORS = 4;
    uint64 internal constant HUB_CHAIN = 31337;
    /// Whole tokens.
    uint256 internal constant ENDOWMENT = 1_000_000;
    uint256 internal constant CAPACITY = 2_000e18;

    struct Queue {
        bytes[] entries;
        /// The head that each of them makes.
        bytes32[] heads;
        uint256 delivered;
    }

    Hub internal hub;
    ILedger internal ledger;
    Spoke[CHAINS] internal spokes;
    TestToken[CHAINS][ASSETS] internal tokens;
    Vault[ASSETS] internal vaults;
    address[ACTORS] internal actors;

    /// What the ledger's events say: each adds to one side what it takes from another.
    struct Postings {
        mapping(uint64 chain => int256) custody;
        mapping(address account => int256) balances;
        mapping(address account => mapping(uint64 chain => int256)) locals;
        int256 reserve;
        uint256 fees;
        uint256 rebates;
        /// Dust, and what was given to the reserve.
        uint256 others;
        /// What fills earned the vault.
        uint256 profit;
        mapping(address account => int256) earned;
    }

    mapping(uint32 asset => Postings) internal postings;
    /// Orders that the hub said were committed.
    mapping(OrderId orderId => bool) internal settled;
    /// What was paid and charged for repayments of an order on other chains.
    mapping(OrderId orderId => mapping(uint32 asset => int256)) internal repaid;
    /// Of that, the rebates.
    mapping(OrderId orderId => mapping(uint32 asset => int256)) internal repaidRebates;
    /// How often a fee was paid for a solver's payment elsewhere, anybody was paid a rebate, and the vault filled a leg.
    uint256 public repaidForFee;
    uint256 public rebated;
    uint256 public filledByVault;
    mapping(address sender => mapping(uint64 chain => Queue)) private _queues;
    /// Of a vault's shares, the last.
    address private _redeemer;

    constructor() {
        vm.warp(1_800_000_000);
        vm.recordLogs();
        vm.chainId(HUB_CHAIN);
        AccessManager manager = new AccessManager(address(this));
        hub = new Hub(address(manager));
        ledger = ILedger(hub.ledger());
        for (uint256 i = 0; i < CHAINS; ++i) {
            vm.chainId(_idOf(i));
            spokes[i] = new Spoke(HUB_CHAIN, address(hub), 1, address(manager));
            spokes[i].setRoute(address(this));
            vm.chainId(HUB_CHAIN);
            hub.setRoute(_idOf(i), address(this), address(spokes[i]));
        }
        for (uint256 a = 0; a < ACTORS; ++a) {
            actors[a] = vm.addr(0xAC7000 + a);
        }
        uint8[CHAINS][ASSETS] memory decimals = [[6, 18, 8, 24, 6], [18, 8, 6, 18, 24]];
        for (uint256 asset = 0; asset < ASSETS; ++asset) {
            vaults[asset] = new Vault(ledger, _assetOf(asset), "Vault", "VAULT");
            ledger.setVault(_assetOf(asset), address(vaults[asset]));
            for (uint256 i = 0; i < CHAINS; ++i) {
                _createToken(asset, i, decimals[asset][i]);
            }
            for (uint256 a = 0; a < ACTORS; ++a) {
                vm.prank(actors[a]);
                ledger.setOperator(address(vaults[asset]), true);
            }
        }
        for (uint256 i = 0; i < CHAINS; ++i) {
            _instruct(i, type(uint256).max);
        }
    }

    function _idOf(uint256 chain) internal pure returns (uint64) {
        return HUB_CHAIN + uint64(chain);
    }

    function _assetOf(uint256 asset) internal pure returns (uint32) {
        return uint32(asset + 1);
    }

    function _tokenOf(uint256 asset, uint256 chain) internal view returns (bytes32) {
        return AccountLib.toAccount(address(tokens[asset][chain]));
    }

    function _unitOf(uint256 asset, uint256 chain) internal view returns (uint256) {
        return 10 ** tokens[asset][chain].decimals();
    }

    function _on(uint256 chain) internal {
        vm.chainId(_idOf(chain));
    }

    /// Brings up to so many of a spoke's pending reports to the hub.
    function _pendingReports(uint256 chain, uint256 most) internal returns (bytes[] memory entries) {
        Queue storage queue = _collect(address(spokes[chain]), HUB_CHAIN);
        entries = _next(queue, most);
        if (entries.length == 0) return entries;
        bytes memory sender = InteroperableAddress.formatEvmV1(_idOf(chain), address(spokes[chain]));
        _on(0);
        hub.receiveMessage(0, sender, abi.encodePacked(queue.heads[queue.delivered + entries.length - 1]));
    }

    function _delivered(uint256 chain, uint256 count) internal {
        _queues[address(spokes[chain])][HUB_CHAIN].delivered += count;
    }

    function _report(uint256 chain, uint256 most) internal {
        bytes[] memory entries = _pendingReports(chain, most);
        if (entries.length == 0) return;
        hub.deliver(_idOf(chain), entries, new bytes32[](0));
        _delivered(chain, entries.length);
    }

    /// Brings up to so many of the hub's pending instructions to a spoke.
    function _instruct(uint256 chain, uint256 most) internal {
        Queue storage queue = _collect(address(hub), _idOf(chain));
        bytes[] memory entries = _next(queue, most);
        if (entries.length == 0) return;
        bytes memory sender = InteroperableAddress.formatEvmV1(HUB_CHAIN, address(hub));
        _on(chain);
        spokes[chain].receiveMessage(0, sender, abi.encodePacked(queue.heads[queue.delivered + entries.length - 1]));
        spokes[chain].deliver(HUB_CHAIN, entries, new bytes32[](0));
        queue.delivered += entries.length;
    }

    function _createToken(uint256 asset, uint256 chain, uint8 decimals) private {
        TestToken token = new TestToken("Token", "TOKEN", decimals);
        tokens[asset][chain] = token;
        ledger.setToken(_assetOf(asset), _idOf(chain), AccountLib.toAccount(address(token)), decimals);
        ledger.setLimit(_assetOf(asset), _idOf(chain), CAPACITY, 1 hours);
        for (uint256 a = 0; a < ACTORS; ++a) {
            token.mint(actors[a], ENDOWMENT * 10 ** decimals);
            vm.prank(actors[a]);
            token.approve(address(spokes[chain]), type(uint256).max);
        }
    }

    function _next(Queue storage queue, uint256 most) private view returns (bytes[] memory) {
        uint256 count = queue.entries.length - queue.delivered;
        if (count > most) count = most;
        return Entries.slice(queue.entries, queue.delivered, queue.delivered + count);
    }

    /// Reads what the contracts emitted since the last time. What was emitted and reverted is recorded too: `_forget`
    /// leaves it out.
    function _read() internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IChannel.EntryQueued.selector) {
                (uint64 to, bytes memory entry) = abi.decode(logs[i].data, (uint64, bytes));
                Queue storage queue = _queues[logs[i].emitter][to];
                queue.entries.push(entry);
                queue.heads.push(logs[i].topics[1]);
            } else if (topic == IHub.OrderSettled.selector) {
                settled[OrderId.wrap(logs[i].topics[1])] = true;
            } else if (topic == IVault.ProfitLocked.selector) {
                (uint256 profit,,) = abi.decode(logs[i].data, (uint256, uint256, uint256));
                postings[IVault(logs[i].emitter).ledgerAsset()].profit += profit;
            } else if (topic == IERC4626.Deposit.selector && _toAddress(logs[i].topics[1]) == address(ledger)) {
                // A deposit of another chain into the vault: its rebate became shares.
                Postings storage of_ = postings[IVault(logs[i].emitter).ledgerAsset()];
                of_.earned[_toAddress(logs[i].topics[2])] += of_.earned[logs[i].emitter];
                of_.earned[logs[i].emitter] = 0;
            } else if (topic == IERC4626.Withdraw.selector) {
                _redeemer = _toAddress(logs[i].topics[3]);
            } else if (logs[i].emitter == address(ledger)) {
                _post(logs[i]);
            }
        }
    }

    /// Leaves out what a refused act emitted.
    function _forget() internal {
        vm.getRecordedLogs();
    }

    function _post(Vm.Log memory log) private {
        bytes32 topic = log.topics[0];
        if (topic == IERC6909.Transfer.selector) {
            (address from, address to) = (_toAddress(log.topics[1]), _toAddress(log.topics[2]));
            (, uint256 moved) = abi.decode(log.data, (address, uint256));
            if (from == address(0) || to == address(0)) return;
            _move(uint32(uint256(log.topics[3])), from, -int256(moved));
            _move(uint32(uint256(log.topics[3])), to, int256(moved));
        } else if (topic == ILedger.LocalMatured.selector) {
            (uint256 amount, uint256 rebate) = abi.decode(log.data, (uint256, uint256));
            uint32 asset = uint32(uint256(log.topics[1]));
            address account = _toAddress(log.topics[3]);
            postings[asset].locals[account][uint64(uint256(log.topics[2]))] -= int256(amount);
            _move(asset, account, int256(amount + rebate));
            postings[asset].earned[account] += int256(rebate);
            _rebate(asset, rebate);
        } else if (topic == ILedger.ReserveFunded.selector) {
            uint32 asset = uint32(uint256(log.topics[1]));
            uint256 amount = abi.decode(log.data, (uint256));
            _move(asset, _toAddress(log.topics[2]), -int256(amount));
            postings[asset].earned[_toAddress(log.topics[2])] -= int256(amount);
            postings[asset].reserve += int256(amount);
            postings[asset].others += amount;
        } else if (topic == ILedger.DustReserved.selector) {
            uint32 asset = uint32(uint256(log.topics[2]));
            uint256 amount = abi.decode(log.data, (uint256));
            _move(asset, address(0), -int256(amount));
            repaid[OrderId.wrap(log.topics[1])][asset] -= int256(amount);
            postings[asset].reserve += int256(amount);
            postings[asset].others += amount;
        } else if (log.topics.length == 4) {
            _postCustody(log, uint32(uint256(log.topics[2])), uint64(uint256(log.topics[3])));
        }
    }

    function _postCustody(Vm.Log memory log, uint32 asset, uint64 chain) private {
        bytes32 topic = log.topics[0];
        Postings storage of_ = postings[asset];
        if (topic == ILedger.LocalWithdrawn.selector) {
            (address owner, uint256 out) = abi.decode(log.data, (address, uint256));
            of_.custody[chain] -= int256(out);
            of_.locals[owner][chain] -= int256(out);
            return;
        }
        if (topic == ILedger.LocalCredited.selector) {
            (, address owner, uint256 credit) = abi.decode(log.data, (CauseKind, address, uint256));
            of_.custody[chain] += int256(credit);
            of_.locals[owner][chain] += int256(credit);
            return;
        }
        bool joined = topic == ILedger.CustodyJoined.selector;
        if (!joined && topic != ILedger.CustodyLeft.selector) return;
        (CauseKind kind, address account, uint256 amount, uint256 beside) =
            abi.decode(log.data, (CauseKind, address, uint256, uint256));
        if (kind == CauseKind.Repayment && !joined && beside != 0) ++repaidForFee;
        if (kind == CauseKind.Fill && joined && account == address(vaults[asset - 1])) ++filledByVault;
        if (joined && beside != 0) ++rebated;
        int256 sum = int256(amount + beside);
        of_.custody[chain] += joined ? int256(amount) : -int256(amount);
        _move(asset, account, joined ? sum : -sum);
        int256 earned = joined ? int256(beside) : -int256(beside);
        if (account == address(0)) repaid[OrderId.wrap(log.topics[1])][asset] += earned;
        if (account == address(0) && joined) repaidRebates[OrderId.wrap(log.topics[1])][asset] += earned;
        if (account != address(vaults[asset - 1])) of_.earned[account] += earned;
        // What a fill earned a vault is its profit; what it pays in another chain's tokens is at whose cost redeems.
        else if (kind == CauseKind.Deposit) of_.earned[account] += earned;
        else if (kind == CauseKind.Withdrawal) of_.earned[_redeemer] += earned;
        if (joined) {
            _rebate(asset, beside);
        } else {
            of_.fees += beside;
            of_.reserve += int256(beside);
        }
    }

    function _rebate(uint32 asset, uint256 rebate) private {
        postings[asset].rebates += rebate;
        postings[asset].reserve -= int256(rebate);
    }

    function _move(uint32 asset, address account, int256 amount) private {
        postings[asset].balances[account] += amount;
    }

    function _toAddress(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }

    function _collect(address sender, uint64 chain) private returns (Queue storage queue) {
        _read();
        queue = _queues[sender][chain];
        uint256 count = queue.heads.length;
        assertEq(count == 0 ? bytes32(0) : queue.heads[count - 1], IChannel(sender).queuedHead(chain), "queued");
    }
}
