// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Delivery, IHub, ReportedOrder} from "../../../src/hub/IHub.sol";
import {ILedger} from "../../../src/ledger/ILedger.sol";
import {ImbalanceFeeLib} from "../../../src/ledger/ImbalanceFeeLib.sol";
import {ISpoke} from "../../../src/spoke/ISpoke.sol";
import {AccountLib} from "../../../src/types/Account.sol";
import {Leg} from "../../../src/types/Leg.sol";
import {Call, Order, OrderId} from "../../../src/types/Order.sol";
import {Fill, Repayment} from "../../../src/types/Report.sol";
import {IVault} from "../../../src/vault/IVault.sol";
import {LiquidityWorld} from "./LiquidityWorld.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

/// @notice Everything that anyone may do with shared liquidity, at random; an act that is refused changes nothing.
contract LiquidityHandler is LiquidityWorld {
    uint256 public constant KINDS = 16;
    /// Units of the finest token in a ledger unit.
    int256 private constant FINE = 1e6;

    /// How often each kind of act took effect.
    uint256[KINDS] public done;

    /// Everyone acts for itself: whoever deposits, withdraws or trades names no other account.
    bool private immutable _selfish;
    /// Orders, encoded.
    bytes[] private _orders;
    /// Equal seeds within a second make equal orders.
    mapping(OrderId orderId => bool) private _isKnown;
    mapping(uint256 order => Fill[3]) private _fills;
    /// Of pooled orders that were filled.
    mapping(uint256 order => address[3]) private _fillers;
    uint256 private _acts;
    /// What accounts held after the last act.
    uint256[] private _held;
    address private _acting;
    uint256 private _salt;

    constructor(bool selfish) {
        _selfish = selfish;
        for (uint256 a = 0; a < ASSETS; ++a) {
            for (uint256 i = 0; i < CHAINS; ++i) {
                _provide(a, i);
            }
        }
        vm.warp(block.timestamp + 2 hours);
        _read();
        _held = _holdings();
    }

    function act(uint256 seed) external {
        _salt = seed;
        uint256 kind = _pick(KINDS);
        uint256[2] memory assets;
        uint256[2] memory shares;
        for (uint256 a = 0; a < ASSETS; ++a) {
            (assets[a], shares[a]) = (vaults[a].totalAssets() + 1, vaults[a].totalSupply() + 1000);
        }
        _acting = address(0);
        ++_acts;
        if (_act(kind)) ++done[kind];
        _read();
        // Nobody's act takes anything from another: not what is on a chain, on the ledger or in the vault.
        uint256[] memory holdings = _holdings();
        for (uint256 i = 0; i < _held.length; ++i) {
            if (actors[i % ACTORS] != _acting) assertGe(holdings[i], _held[i], "another's");
        }
        _held = holdings;
        // No share is worth less than before: a / b >= c / d, without rounding.
        for (uint256 a = 0; a < ASSETS; ++a) {
            uint256 after_ = (vaults[a].totalAssets() + 1) * shares[a];
            assertGe(after_, assets[a] * (vaults[a].totalSupply() + 1000), "share price");
        }
    }

    /// Custody over chains is ledger balances, local balances and the reserve; the potential is the sum of the chains'.
    function checkConserved() external view {
        for (uint256 a = 0; a < ASSETS; ++a) {
            uint32 asset = _assetOf(a);
            (uint256 owed, uint256 total) = ledger.reserveOf(asset);
            uint256 held;
            uint256 potential;
            for (uint256 i = 0; i < CHAINS; ++i) {
                (uint256 custody, uint256 local) = ledger.custodyOf(asset, _idOf(i));
                uint256 locals = _localBalances(asset, _idOf(i));
                assertEq(local, locals, "local balances");
                held += custody;
                owed += locals;
                potential += _potentialOf(asset, _idOf(i), custody - local);
            }
            for (uint256 j = 0; j < ACTORS; ++j) {
                owed += ledger.balanceOf(actors[j], asset);
            }
            // A vault of another asset takes a gift as any account does.
            for (uint256 v = 0; v < ASSETS; ++v) {
                owed += ledger.balanceOf(address(vaults[v]), asset);
            }
            assertEq(held, owed, "custody");
            assertEq(total, potential, "potential");
            _checkPostings(a, asset);
        }
    }

    /// The events alone say as much as the ledger's state, and no more rebates were paid than fees collected and given.
    function _checkPostings(uint256 a, uint32 asset) private view {
        Postings storage of_ = postings[asset];
        (uint256 reserve,) = ledger.reserveOf(asset);
        assertEq(of_.reserve, int256(reserve), "posted reserve");
        assertEq(of_.balances[address(0)], 0, "posted repayments");
        assertEq(of_.balances[address(vaults[a])], int256(ledger.balanceOf(address(vaults[a]), asset)), "posted vault");
        assertLe(of_.rebates, of_.fees + of_.others, "rebates");
        for (uint256 i = 0; i < CHAINS; ++i) {
            (uint256 custody,) = ledger.custodyOf(asset, _idOf(i));
            assertEq(of_.custody[_idOf(i)], int256(custody), "posted custody");
            for (uint256 j = 0; j < ACTORS; ++j) {
                int256 local = int256(ledger.localBalanceOf(actors[j], asset, _idOf(i)));
                assertEq(of_.locals[actors[j]][_idOf(i)], local, "posted local");
            }
        }
        for (uint256 j = 0; j < ACTORS; ++j) {
            assertEq(of_.balances[actors[j]], int256(ledger.balanceOf(actors[j], asset)), "posted balance");
        }
    }

    /// A spoke holds at least its custody, and what it owes those who delivered payouts.
    function checkSolvent() external view {
        for (uint256 a = 0; a < ASSETS; ++a) {
            for (uint256 i = 0; i < CHAINS; ++i) {
                assertGe(tokens[a][i].balanceOf(address(spokes[i])), _owedTokens(a, i), "solvent");
            }
        }
    }

    /// Once everything is delivered and decided, a spoke holds exactly its custody and its payouts' fees.
    function close() external {
        vm.warp(block.timestamp + 8 days);
        for (uint256 i = 0; i < CHAINS; ++i) {
            _on(i);
            spokes[i].heartbeat();
            _report(i, type(uint256).max);
        }
        for (uint256 o = 0; o < _orders.length; ++o) {
            ReportedOrder[] memory orders = _list(_shown(o));
            _try(address(this), address(hub), abi.encodeCall(IHub.settle, (orders)));
            _try(address(this), address(hub), abi.encodeCall(IHub.abort, (orders)));
            _try(address(this), address(hub), abi.encodeCall(IHub.refund, (orders)));
        }
        for (uint256 i = 0; i < CHAINS; ++i) {
            _instruct(i, type(uint256).max);
        }
        for (uint256 a = 0; a < ASSETS; ++a) {
            for (uint256 i = 0; i < CHAINS; ++i) {
                assertEq(tokens[a][i].balanceOf(address(spokes[i])), _owedTokens(a, i), "holdings");
            }
        }
        if (_selfish) _checkWealth();
    }

    /// Nobody ends with more than it began with, but for what orders moved, rebates, and what the vault earned, in units
    /// of the finest token; and for a ledger unit that each redemption of another's may leave in the vault.
    function _checkWealth() private view {
        for (uint256 j = 0; j < ACTORS; ++j) {
            for (uint256 a = 0; a < ASSETS; ++a) {
                int256 most = int256(CHAINS * ENDOWMENT * 1e24) + _moved(actors[j], a)
                    + (postings[_assetOf(a)].earned[actors[j]] + int256(postings[_assetOf(a)].profit + _acts)) * FINE;
                assertLe(_wealth(actors[j], a), most, "wealth");
            }
        }
    }

    function _wealth(address account, uint256 a) private view returns (int256 wealth) {
        uint32 asset = _assetOf(a);
        uint256 sum = ledger.balanceOf(account, asset) + vaults[a].previewRedeem(vaults[a].balanceOf(account));
        for (uint256 i = 0; i < CHAINS; ++i) {
            sum += ledger.localBalanceOf(account, asset, _idOf(i));
            wealth += int256(_fine(a, i, tokens[a][i].balanceOf(account)));
        }
        wealth += int256(sum) * FINE;
    }

    /// What fills and decided orders brought an account and took from it.
    function _moved(address account, uint256 a) private view returns (int256 sum) {
        for (uint256 o = 0; o < _orders.length; ++o) {
            Order memory order = abi.decode(_orders[o], (Order));
            bool solves;
            for (uint256 i = 0; i < order.legs.length; ++i) {
                address solver = order.pooled ? _fillers[o][i] : _fills[o][i].solver;
                solves = solves || solver == account;
                sum += _movedByOutput(account, a, o, order, i, solver);
                if (settled[hub.orderIdOf(order)]) sum += _movedByInput(account, a, order, order.legs[i], solver);
            }
            if (!solves) continue;
            // What the ledger added or kept; of several legs, the rebates may be any solver's, and the fees another's.
            OrderId orderId = hub.orderIdOf(order);
            sum += (order.legs.length == 1 ? repaid : repaidRebates)[orderId][_assetOf(a)] * FINE;
        }
    }

    function _movedByOutput(address account, uint256 a, uint256 o, Order memory order, uint256 i, address solver)
        private
        view
        returns (int256 sum)
    {
        // What is delivered at once is not taken back.
        bool delivered = !order.pooled && !_fills[o][i].hold;
        if (solver == address(0) || !(delivered || settled[hub.orderIdOf(order)])) return 0;
        Leg memory leg = order.legs[i];
        int256 output = _ofLeg(a, leg.destinationChain, leg.outputToken, leg.outputAmount);
        if (solver == account) sum -= output;
        if (leg.recipient == AccountLib.toAccount(account)) sum += output;
    }

    function _movedByInput(address account, uint256 a, Order memory order, Leg memory leg, address solver)
        private
        view
        returns (int256 sum)
    {
        int256 input = _ofLeg(a, leg.originChain, AccountLib.toAccount(leg.inputToken), leg.inputAmount);
        if (solver == account) sum += input;
        if (order.user == account) sum -= input;
    }

    function _ofLeg(uint256 a, uint64 chain, bytes32 token, uint256 amount) private view returns (int256) {
        uint256 index = chain - HUB_CHAIN;
        return token == _tokenOf(a, index) ? int256(_fine(a, index, amount)) : int256(0);
    }

    function _fine(uint256 a, uint256 chain, uint256 amount) private view returns (uint256) {
        return amount * 10 ** (24 - tokens[a][chain].decimals());
    }

    /// What each account holds, by account in turn.
    function _holdings() private view returns (uint256[] memory held) {
        held = new uint256[](ASSETS * (CHAINS + 2) * ACTORS);
        uint256 next;
        for (uint256 a = 0; a < ASSETS; ++a) {
            for (uint256 kind = 0; kind < CHAINS + 2; ++kind) {
                for (uint256 j = 0; j < ACTORS; ++j) {
                    address account = actors[j];
                    if (kind < CHAINS) held[next++] = tokens[a][kind].balanceOf(account);
                    else if (kind == CHAINS) held[next++] = vaults[a].balanceOf(account);
                    else held[next++] = _onLedger(account, _assetOf(a));
                }
            }
        }
    }

    function _onLedger(address account, uint32 asset) private view returns (uint256 sum) {
        sum = ledger.balanceOf(account, asset);
        for (uint256 i = 0; i < CHAINS; ++i) {
            sum += ledger.localBalanceOf(account, asset, _idOf(i));
        }
    }

    function _act(uint256 kind) private returns (bool) {
        if (kind == 0) return _deposit();
        if (kind == 1) return _reportSome();
        if (kind == 2) return _instructSome();
        if (kind == 3) return _withdraw();
        if (kind == 4) return _withdrawLocal();
        if (kind == 5) return _mature();
        if (kind == 6) return _transfer();
        if (kind == 7) return _depositInVault();
        if (kind == 8) return _redeem();
        if (kind == 9) return _open();
        if (kind == 10) return _fillPooled();
        if (kind == 11) return _fill();
        if (kind == 12) return _settle();
        if (kind == 13) return _giveUp();
        if (kind == 14) return _govern();
        vm.warp(block.timestamp + _pick(_pick(4) == 0 ? 4 hours : 20 minutes));
        return true;
    }

    /// Accounts begin with a balance from each chain, a part of it in the vault, and chains with custody at their target.
    function _provide(uint256 asset, uint256 chain) private {
        uint128 amount = uint128(400 * _unitOf(asset, chain));
        for (uint256 j = 0; j < ACTORS; ++j) {
            _on(chain);
            vm.prank(actors[j]);
            spokes[chain].deposit(address(tokens[asset][chain]), amount, actors[j], 0, j == chain % ACTORS);
        }
        _report(chain, type(uint256).max);
        ledger.setCurve(_assetOf(asset), _idOf(chain), 1_600e18, 5_000 * chain);
        ledger.setPayoutFee(_assetOf(asset), _idOf(chain), 0.1e18 * chain);
    }

    function _deposit() private returns (bool) {
        (uint256 asset, uint256 chain) = (_pick(ASSETS), _pick(CHAINS));
        address account = _actor();
        _on(chain);
        bytes memory data = abi.encodeCall(
            ISpoke.deposit,
            (
                address(tokens[asset][chain]),
                uint128(_amount(3_000 * _unitOf(asset, chain))),
                _pick(20) == 0 ? address(vaults[asset]) : _for(account),
                _pick(10) == 0 ? uint128(_pick(1e30)) : 0,
                _pick(3) == 0
            )
        );
        return _try(account, address(spokes[chain]), data);
    }

    function _reportSome() private returns (bool) {
        _report(_pick(CHAINS), 1 + _pick(5));
        return true;
    }

    function _instructSome() private returns (bool) {
        (uint256 chain, uint256 asset) = (_pick(CHAINS), _pick(ASSETS));
        _instruct(chain, 1 + _pick(5));
        address token = address(tokens[asset][chain]);
        uint256 earned = spokes[chain].claimable(token, address(this));
        if (earned != 0 && _pick(2) == 0) spokes[chain].claim(token, address(this), earned);
        return true;
    }

    /// What is quoted is what is charged.
    function _withdraw() private returns (bool) {
        _on(0);
        (uint32 asset, uint64 chain) = (_assetOf(_pick(ASSETS)), _idOf(_pick(CHAINS)));
        address account = _actor();
        uint256 before = ledger.balanceOf(account, asset);
        uint256 amount = _amount(before);
        bytes32 recipient = AccountLib.toAccount(_for(account));
        (bool quoted, bytes memory quote) =
            address(ledger).call(abi.encodeCall(ILedger.quoteWithdraw, (asset, chain, amount)));
        bytes memory data = abi.encodeCall(ILedger.withdraw, (asset, chain, recipient, amount, type(uint256).max));
        if (!_try(account, address(ledger), data)) return false;
        (, uint256 debit,) = abi.decode(quote, (uint256, uint256, uint256));
        assertTrue(quoted);
        assertEq(ledger.balanceOf(account, asset), before - debit, "quote");
        return true;
    }

    function _withdrawLocal() private returns (bool) {
        _on(0);
        (uint32 asset, uint64 chain) = (_assetOf(_pick(ASSETS)), _idOf(_pick(CHAINS)));
        address account = _actor();
        uint256 amount = _amount(ledger.localBalanceOf(account, asset, chain));
        bytes32 recipient = AccountLib.toAccount(_for(account));
        uint256 maxFee = _pick(10) == 0 ? _pick(1e18) : type(uint256).max;
        bytes memory data = abi.encodeCall(ILedger.withdrawLocal, (asset, chain, recipient, amount, maxFee));
        return _try(account, address(ledger), data);
    }

    function _mature() private returns (bool) {
        _on(0);
        (uint32 asset, uint64 chain) = (_assetOf(_pick(ASSETS)), _idOf(_pick(CHAINS)));
        address account = _actor();
        // Another's now and then, which is refused.
        address caller = _pick(8) == 0 ? _actor() : account;
        return _try(caller, address(ledger), abi.encodeCall(ILedger.mature, (account, asset, chain)));
    }

    function _transfer() private returns (bool) {
        _on(0);
        uint32 asset = _assetOf(_pick(ASSETS));
        address account = _actor();
        uint256 amount = _amount(ledger.balanceOf(account, asset));
        if (_pick(5) == 0) {
            return _try(account, address(ledger), abi.encodeCall(ILedger.fundReserve, (asset, amount / 10)));
        }
        // The vaults are among them: a donation is refused.
        address to = _pick(4) == 0 ? address(vaults[_pick(ASSETS)]) : _for(account);
        return _try(account, address(ledger), abi.encodeCall(IERC6909.transfer, (to, asset, amount)));
    }

    function _depositInVault() private returns (bool) {
        _on(0);
        uint256 asset = _pick(ASSETS);
        address account = _actor();
        uint256 amount = _amount(ledger.balanceOf(account, _assetOf(asset)));
        bytes memory data = _pick(2) == 0
            ? abi.encodeCall(IERC4626.deposit, (amount, _for(account)))
            : abi.encodeCall(IERC4626.mint, (vaults[asset].previewDeposit(amount), _for(account)));
        return _try(account, address(vaults[asset]), data);
    }

    function _redeem() private returns (bool) {
        _on(0);
        uint256 asset = _pick(ASSETS);
        address account = _actor();
        // Another's shares now and then, which is refused.
        address owner = _pick(8) == 0 ? _actor() : account;
        uint256 shares = _amount(vaults[asset].balanceOf(owner));
        uint256 way = _pick(3);
        bytes memory data = abi.encodeCall(IERC4626.redeem, (shares, _for(account), owner));
        if (way == 1) {
            data = abi.encodeCall(IERC4626.withdraw, (vaults[asset].previewRedeem(shares), _for(account), owner));
        } else if (way == 2) {
            bytes32 recipient = AccountLib.toAccount(_for(account));
            data = abi.encodeCall(IVault.redeemTo, (_idOf(_pick(CHAINS)), recipient, shares, 0, owner));
        }
        return _try(account, address(vaults[asset]), data);
    }

    /// On every origin chain, or, one time in four, on the first leg's alone.
    function _open() private returns (bool opened) {
        Order memory order = _createOrder();
        bool all = _pick(4) != 0;
        for (uint256 i = 0; i < (all ? order.legs.length : 1); ++i) {
            uint256 chain = order.legs[i].originChain - HUB_CHAIN;
            if (i > 0 && order.legs[i - 1].originChain == order.legs[i].originChain) continue;
            _on(chain);
            opened = _try(order.user, address(spokes[chain]), abi.encodeCall(ISpoke.open, (order))) || opened;
        }
        OrderId orderId = hub.orderIdOf(order);
        if (!opened || _isKnown[orderId]) return opened;
        _isKnown[orderId] = true;
        _orders.push(abi.encode(order));
    }

    function _fillPooled() private returns (bool) {
        (bool found, uint256 o) = _latest(true);
        if (!found) return false;
        Order memory order = abi.decode(_orders[o], (Order));
        address caller = _actor();
        address[] memory fillers = new address[](order.legs.length);
        bool relays = _pick(4) != 0;
        for (uint256 i = 0; i < fillers.length; ++i) {
            uint256 origin = order.legs[i].originChain - HUB_CHAIN;
            if (relays) _report(origin, type(uint256).max);
            fillers[i] =
                _pick(3) == 0 ? caller : address(vaults[_pick(8) == 0 ? _pick(ASSETS) : _assetAt(order.legs[i])]);
            // Another who has not asked for it, which is refused.
            if (_pick(12) == 0) fillers[i] = _actor();
        }
        _on(0);
        if (!_try(caller, address(hub), abi.encodeCall(IHub.fillPooled, (order, 0, fillers, 1_000_000)))) return false;
        for (uint256 i = 0; i < fillers.length; ++i) {
            _fillers[o][i] = fillers[i];
        }
        return true;
    }

    /// One leg, or one after the other.
    function _fill() private returns (bool filled) {
        (bool found, uint256 o) = _latest(false);
        if (!found) return false;
        Order memory order = abi.decode(_orders[o], (Order));
        address solver = _actor();
        bool all = _pick(2) == 0;
        uint256 only = _pick(order.legs.length);
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (all || i == only) filled = _fillLeg(o, order, i, solver) || filled;
        }
    }

    function _fillLeg(uint256 o, Order memory order, uint256 leg, address solver) private returns (bool) {
        uint256 chain = order.legs[leg].destinationChain - HUB_CHAIN;
        Repayment memory repayment = Repayment({
            account: AccountLib.toAccount(solver),
            ledgerAccount: _pick(3) == 0 ? address(0) : _for(solver),
            chain: _pick(4) == 0 ? 0 : _idOf(_pick(CHAINS)),
            maxFee: uint24(_pick(100_000))
        });
        bool hold = _pick(2) == 0;
        _on(chain);
        bytes memory data = abi.encodeCall(ISpoke.fill, (order, uint64(leg), repayment, hold));
        if (!_try(solver, address(spokes[chain]), data)) return false;
        _fills[o][leg] = Fill(uint64(block.timestamp), hold, solver, repayment, 0);
        return true;
    }

    /// By itself, or in the transaction that delivers what is pending on two chains.
    function _settle() private returns (bool) {
        (bool found, uint256 o) = _latest(false);
        if (!found) return false;
        ReportedOrder[] memory orders = _list(_filled(o));
        _on(0);
        Order memory order = orders[0].order;
        if (_pick(2) == 0) {
            for (uint256 i = 0; i < order.legs.length; ++i) {
                _report(order.legs[i].originChain - HUB_CHAIN, type(uint256).max);
                _report(order.legs[i].destinationChain - HUB_CHAIN, type(uint256).max);
            }
            _on(0);
            return _try(_actor(), address(hub), abi.encodeCall(IHub.settle, (orders)));
        }
        uint256[2] memory chains =
            [uint256(order.legs[0].originChain - HUB_CHAIN), order.legs[0].destinationChain - HUB_CHAIN];
        Delivery[] memory deliveries = new Delivery[](chains[0] == chains[1] ? 1 : 2);
        for (uint256 i = 0; i < deliveries.length; ++i) {
            bytes[] memory entries = _pendingReports(chains[i], type(uint256).max);
            if (entries.length == 0) return false;
            deliveries[i] = Delivery(_idOf(chains[i]), entries, new bytes32[](0));
        }
        _on(0);
        hub.deliverAndSettle(deliveries, orders);
        for (uint256 i = 0; i < deliveries.length; ++i) {
            _delivered(chains[i], deliveries[i].entries.length);
        }
        return true;
    }

    function _giveUp() private returns (bool) {
        if (_orders.length == 0) return false;
        uint256 o = _pick(_orders.length);
        Order memory order = abi.decode(_orders[o], (Order));
        _on(0);
        if (_pick(3) == 0) return _try(order.user, address(hub), abi.encodeCall(IHub.cancel, (order, 0)));
        ReportedOrder[] memory orders = _list(_shown(o));
        bytes memory data = _pick(2) == 0 ? abi.encodeCall(IHub.abort, (orders)) : abi.encodeCall(IHub.refund, (orders));
        return _try(_actor(), address(hub), data);
    }

    function _govern() private returns (bool) {
        _on(0);
        (uint32 asset, uint64 chain) = (_assetOf(_pick(ASSETS)), _idOf(_pick(CHAINS)));
        uint256 way = _pick(7);
        bytes memory data = abi.encodeCall(ILedger.setCurve, (asset, chain, _amount(2_000e18), _pick(25_001)));
        if (way == 0 && _pick(2) == 0) data = abi.encodeCall(ILedger.setLimitZero, (asset, chain));
        if (way == 1 || way == 2) {
            data = abi.encodeCall(ILedger.setLimit, (asset, chain, _amount(2 * CAPACITY), 1 + _pick(4 hours)));
        }
        if (way == 3) data = abi.encodeCall(ILedger.setMargin, (asset, _pick(1_000)));
        // Now and then what a token of 6 decimals can't express, or too much, which is refused.
        if (way == 4) {
            data = abi.encodeCall(ILedger.setPayoutFee, (asset, chain, _pick(2.1e6) * 1e12 + _pick(2) * _pick(2)));
        }
        return _try(address(this), address(ledger), data);
    }

    function _createOrder() private returns (Order memory order) {
        uint256 asset = _pick(ASSETS);
        order.user = _actor();
        order.nonce = uint256(keccak256(abi.encode(_salt, "nonce")));
        order.openDeadline = uint64(block.timestamp + 10 minutes);
        order.fillDeadline = uint64(block.timestamp + 1 + _pick(2 hours) + 10 minutes);
        order.pooled = _pick(2) == 0;
        order.legs = new Leg[](1 + _pick(3));
        order.calls = new Call[](0);
        uint256 origin = _pick(CHAINS);
        for (uint256 i = 0; i < order.legs.length; ++i) {
            if (_pick(2) == 0) origin = _pick(CHAINS);
            uint256 destination = _pick(CHAINS);
            // A swap now and then.
            uint256 assetOut = _pick(6) == 0 ? _pick(ASSETS) : asset;
            uint256 output = 1 + _pick(400e6);
            order.legs[i] = Leg({
                originChain: _idOf(origin),
                inputToken: address(tokens[asset][origin]),
                inputAmount: uint128(_tokens(asset, origin, output + _pick(6e6))),
                destinationChain: _idOf(destination),
                outputToken: _tokenOf(assetOut, destination),
                outputAmount: uint128(_tokens(assetOut, destination, output)),
                recipient: AccountLib.toAccount(_for(order.user))
            });
        }
    }

    /// Millionths of a whole token, and some of the token's own units.
    function _tokens(uint256 asset, uint256 chain, uint256 millionths) private returns (uint256) {
        uint256 millionth = _unitOf(asset, chain) / 1e6;
        return millionths * millionth + _pick(millionth);
    }

    /// The order with every fill that happened.
    function _filled(uint256 o) private view returns (ReportedOrder memory reported) {
        reported.order = abi.decode(_orders[o], (Order));
        reported.fills = new Fill[](reported.order.legs.length);
        for (uint256 i = 0; i < reported.fills.length; ++i) {
            reported.fills[i] = _fills[o][i];
        }
    }

    /// The order with every fill that the hub knows.
    function _shown(uint256 o) private view returns (ReportedOrder memory reported) {
        reported = _filled(o);
        OrderId orderId = hub.orderIdOf(reported.order);
        for (uint8 i = 0; i < reported.fills.length; ++i) {
            if (hub.fillHash(orderId, reported.order.legs[i].destinationChain, i) == 0) delete reported.fills[i];
        }
    }

    function _localBalances(uint32 asset, uint64 chain) private view returns (uint256 sum) {
        for (uint256 j = 0; j < ACTORS; ++j) {
            sum += ledger.localBalanceOf(actors[j], asset, chain);
        }
    }

    function _potentialOf(uint32 asset, uint64 chain, uint256 amount) private view returns (uint256) {
        (uint256 target, uint256 slope,,) = ledger.imbalanceOf(asset, chain);
        return ImbalanceFeeLib.potential(amount, target, slope);
    }

    /// Custody, and what whoever delivers, this contract, has earned by it.
    function _owedTokens(uint256 asset, uint256 chain) private view returns (uint256) {
        uint256 earned = spokes[chain].claimable(address(tokens[asset][chain]), address(this));
        return _custodyTokens(asset, chain) + earned;
    }

    function _custodyTokens(uint256 asset, uint256 chain) private view returns (uint256) {
        (uint256 custody,) = ledger.custodyOf(_assetOf(asset), _idOf(chain));
        uint256 dust = ledger.dustOf(_assetOf(asset), _idOf(chain));
        uint256 decimals = tokens[asset][chain].decimals();
        return (decimals > 18 ? custody * 10 ** (decimals - 18) : custody / 10 ** (18 - decimals)) + dust;
    }

    function _list(ReportedOrder memory reported) private pure returns (ReportedOrder[] memory list) {
        list = new ReportedOrder[](1);
        list[0] = reported;
    }

    /// One of the last eight orders, pooled or not; now and then one of the other kind, which is refused.
    function _latest(bool pooled) private returns (bool found, uint256 o) {
        uint256 count = _orders.length < 8 ? _orders.length : 8;
        if (count == 0) return (false, 0);
        uint256 start = _pick(count);
        bool any = _pick(12) == 0;
        for (uint256 i = 0; i < count && !found; ++i) {
            o = _orders.length - 1 - (start + i) % count;
            found = any || abi.decode(_orders[o], (Order)).pooled == pooled;
        }
    }

    function _assetAt(Leg memory leg) private view returns (uint256) {
        return leg.inputToken == address(tokens[0][leg.originChain - HUB_CHAIN]) ? 0 : 1;
    }

    function _actor() private returns (address) {
        return actors[_pick(ACTORS)];
    }

    /// Whom an account acts for.
    function _for(address account) private returns (address) {
        return _selfish ? account : _actor();
    }

    /// Any part of it, all of it, or a little.
    function _amount(uint256 most) private returns (uint256) {
        uint256 way = _pick(4);
        if (way == 0) return most;
        if (way == 1) return _pick(most / 1e6 + 1);
        return _pick(most + 1);
    }

    function _pick(uint256 count) private returns (uint256) {
        _salt = uint256(keccak256(abi.encode(_salt)));
        return _salt % count;
    }

    function _try(address account, address target, bytes memory data) private returns (bool success) {
        _read();
        _acting = account;
        vm.prank(account);
        (success,) = target.call(data);
        if (success) _read();
        else _forget();
    }
}
