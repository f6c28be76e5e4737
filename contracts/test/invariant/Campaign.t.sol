// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Handler} from "./Handler.sol";
import {Test} from "forge-std/Test.sol";
import {console} from "forge-std/console.sol";

/// @notice The invariants of the protocol, all of them after every act of one campaign.
///
/// The world is one hub and three spokes in one EVM, each chain with a clock of its own, minutes apart. Messages are
/// kept by a gateway that hands over any head it was ever given, late, out of order, repeatedly or never. Tokens refuse
/// recipients at times, and chains report fills and escrows that are not theirs to report.
///
/// **Atomic.** The hub decides an order at most once, and a decision never changes. It commits an order only when, by
/// the books of the chains themselves, every leg was escrowed and filled. It owes what the decision says and nothing
/// else: repayments and deliveries after a commit, refunds and returns after an abort, each once, and refunds of
/// whatever was escrowed again or too late. A spoke pays what the hub owes, and nothing of an undecided order.
///
/// **Exact deadlines.** A leg is escrowed and filled until the deadline on the clock of its own chain, that second
/// included, and never after. The hub aborts an order only when some leg was not escrowed or not filled and, by that
/// clock, can't be any more: so no report of a leg in time is on its way, whatever is still in flight. A watermark is
/// the time of the last report processed of its chain.
///
/// **Solvent.** For each spoke and token, the balance is, to the unit, what is escrowed and undecided, plus what is held
/// and undecided, plus the payouts on their way, plus what can be claimed. Every actor has what it was paid less what it
/// paid, so that nothing is made or lost.
///
/// **Every order ends.** When all channels are drained and all deadlines past, each order is decided: committed if every
/// leg was escrowed and filled, aborted otherwise. Each recipient then has exactly the output of every leg, or each user
/// every input; solvers are repaid or have their held outputs back; and nothing is left with any spoke.
///
/// **Nothing blocks, and nothing is forged.** Entries are delivered when, and only when, they continue the channel and
/// lead to a head that the counterpart sent; each act ends as the rules say, in success or in refusal.
contract CampaignTest is Test {
    /// Runs that are judged together.
    uint256 private constant RUNS = 2000;
    uint256 private constant DEPTH = 50;
    string private constant DIRECTORY = "cache/campaign";

    Handler private handler;
    /// Each run starts from the same state: what it came to is kept in a file, one line per run.
    string private records;

    function setUp() public {
        handler = new Handler();
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), _acts()));
        vm.createDir(DIRECTORY, true);
        // Of this process alone.
        records = string.concat(DIRECTORY, "/", vm.toString(vm.unixTime()));
    }

    function invariant_ordersAreAtomicExactAndSolvent() public view {
        handler.checkAtomicity();
        handler.checkDeadlines();
        handler.checkSolvency();
        handler.checkConservation();
    }

    /// What the run came to counts before it is brought to its end.
    function afterInvariant() public {
        vm.writeLine(records, _record());
        handler.finish();
        handler.checkAtomicity();
        handler.checkDeadlines();
        handler.checkSolvency();
        handler.checkOutcome();
        _judge();
    }

    function test_campaign_isAsLargeAsRequired() public view {
        string memory configuration = vm.readFile("foundry.toml");
        assertGe(vm.parseTomlUint(configuration, ".profile.test.invariant.runs"), RUNS, "runs");
        assertGe(vm.parseTomlUint(configuration, ".profile.test.invariant.depth"), DEPTH, "depth");
    }

    function _record() private view returns (string memory) {
        return string.concat(
            handler.committed() ? "C" : "-",
            handler.aborted() ? "A" : "-",
            handler.refundedLate() ? "L" : "-",
            handler.returned() ? "R" : "-",
            handler.claimed() ? "P" : "-"
        );
    }

    /// A campaign that never gets to a decision would hold every invariant.
    function _judge() private {
        uint256 length = bytes(_record()).length + 1;
        uint256 runs = vm.fsMetadata(records).length / length;
        // Foundry repeats the last run once, and shows what that logs.
        if (runs < RUNS || runs > RUNS + 1) return;
        bytes memory text = bytes(vm.readFile(records));
        _judge(text, length, "C", "commit an order", 30);
        _judge(text, length, "A", "abort an order", 30);
        _judge(text, length, "L", "refund a late escrow", 10);
        _judge(text, length, "R", "return a held output", 0);
        _judge(text, length, "P", "claim a refused payout", 0);
        if (runs > RUNS) vm.removeFile(records);
    }

    function _judge(bytes memory text, uint256 length, bytes1 mark, string memory what, uint256 leastPercent)
        private
        pure
    {
        uint256 count = 0;
        for (uint256 i = 0; i < RUNS * length; ++i) {
            if (text[i] == mark) ++count;
        }
        string memory share = string.concat(vm.toString(count), " of ", vm.toString(RUNS), " runs ", what);
        console.log(share);
        assertGe(count * 100, leastPercent * RUNS, string.concat(share, ", fewer than required"));
    }

    function _acts() private view returns (bytes4[] memory acts) {
        acts = new bytes4[](22);
        acts[0] = handler.open.selector;
        acts[1] = handler.reopen.selector;
        acts[2] = handler.fill.selector;
        acts[3] = handler.misfill.selector;
        acts[4] = handler.advance.selector;
        acts[5] = handler.settle.selector;
        acts[6] = handler.missettle.selector;
        acts[7] = handler.abort.selector;
        acts[8] = handler.refund.selector;
        acts[9] = handler.pass.selector;
        acts[10] = handler.heartbeat.selector;
        acts[11] = handler.dispatch.selector;
        acts[12] = handler.relay.selector;
        acts[13] = handler.acceptEarlier.selector;
        acts[14] = handler.deliver.selector;
        acts[15] = handler.misdeliver.selector;
        acts[16] = handler.carryReports.selector;
        acts[17] = handler.carryInstructions.selector;
        acts[18] = handler.intrude.selector;
        acts[19] = handler.forge.selector;
        acts[20] = handler.refuse.selector;
        acts[21] = handler.claim.selector;
    }
}
