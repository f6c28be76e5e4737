// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Handler} from "./Handler.sol";
import {Test} from "forge-std/Test.sol";
import {console} from "forge-std/console.sol";

/// @notice The invariants of the protocol, all of them after every act of one campaign.
///
/// The world is one hub and three spokes in one EVM, each chain with a clock and a gas price of its own, minutes apart.
/// Messages are kept by gateways that hand over any head they were ever given, late, out of order, repeatedly or never.
/// Tokens and accounts refuse payouts at times, what calls call breaks, guardians pause, governance changes either end
/// of a route, gives chains up and takes them back, and chains report what is not theirs to report. Orders are opened by
/// whoever pays and by signature, alone and many at once, filled with and without their call, cancelled, decided alone
/// and many at once, in the refusing, the wrapped and the native token.
///
/// **Atomic.** The hub decides an order at most once, and a decision never changes. It commits an order only when, by
/// the books of the chains themselves, every leg was escrowed and filled. It owes what the decision says and nothing
/// else: repayments and deliveries after a commit, refunds and returns after an abort, each once, and refunds of
/// whatever was escrowed again or too late. A spoke pays what the hub owes, and nothing of an undecided order.
///
/// **Exact deadlines.** A leg is escrowed and filled until the deadline on the clock of its own chain, that second
/// included, and never after. The hub aborts an order only when some leg was not escrowed or not filled and, by that
/// clock or because it was cancelled there, can't be any more: so no report of a leg in time is on its way, whatever is
/// still in flight. Of a chain that was silent for long and given up, it asks for no proof. A watermark is the time of
/// the last report processed of its chain.
///
/// **Solvent.** For each spoke and token, the balance is, to the unit, what is escrowed and undecided, plus what is held
/// and undecided, plus the payouts on their way, plus what can be claimed. Native and wrapped value together are that
/// for both, plus, to the gwei, the entry fees that were not paid out; the wrapped token alone covers what is owed in
/// it. Every actor has what it was paid less what it paid, so that nothing is made or lost.
///
/// **No gain but by filling legs.** An account that carries, decides, executes, claims, collects, cancels for others
/// and opens for others, in whatever order, and neither orders, nor fills, nor is paid for a leg, never has more than it
/// had, but the fees of work that was done; these are earned once.
///
/// **One of two outcomes.** When all channels are drained and all deadlines past, each order is decided of which anything
/// was escrowed or filled: committed if every leg was escrowed and filled, aborted otherwise. Of each leg the user paid one input and its recipient, or the
/// order's call and who is paid by it, or else the fallback recipient, has exactly the output; or the user has every
/// input back. What was escrowed more than once comes back either way, and so does everything that a cancellation
/// stops. Solvers are repaid or have their held outputs back. Nothing is left with any spoke but fees that nobody has
/// collected, and nothing with any executor.
///
/// **Nothing blocks, and nothing is forged.** Entries are delivered when, and only when, they continue the channel and
/// lead to a head that the counterpart sent over the present route; what an earlier one brought or made up is void, and
/// no entry is lost or repeated by the change. A signature opens an order once on each chain, unless its nonce was used
/// or cancelled there. Of many orders or fills in one transaction the bad ones are skipped. A pause stops opens and fills
/// and nothing else: each run ends with whatever is paused. Each act ends as the rules say, in success or in refusal.
contract CampaignTest is Test {
    /// Runs that are judged together.
    uint256 private constant RUNS = 2000;
    uint256 private constant DEPTH = 50;
    /// Of `Acts.Feat`.
    uint256 private constant FEATS = 22;
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
        handler.checkNoGain();
    }

    /// What the run came to counts before it is brought to its end.
    function afterInvariant() public {
        vm.writeLine(records, _record());
        handler.finish();
        handler.checkAtomicity();
        handler.checkDeadlines();
        handler.checkSolvency();
        handler.checkConservation();
        handler.checkNoGain();
        handler.checkOutcomes();
        handler.checkBalances();
        _judge();
    }

    function test_campaign_isAsLargeAsRequired() public view {
        string memory configuration = vm.readFile("foundry.toml");
        assertGe(vm.parseTomlUint(configuration, ".profile.test.invariant.runs"), RUNS, "runs");
        assertGe(vm.parseTomlUint(configuration, ".profile.test.invariant.depth"), DEPTH, "depth");
    }

    /// One character per feat, in their order.
    function _record() private view returns (string memory) {
        uint256 feats = handler.feats();
        bytes memory record = new bytes(FEATS);
        for (uint256 i = 0; i < FEATS; ++i) {
            record[i] = feats & (1 << i) == 0 ? bytes1("-") : bytes1("x");
        }
        return string(record);
    }

    /// A campaign that never gets to what matters would hold every invariant.
    function _judge() private {
        uint256 length = FEATS + 1;
        uint256 runs = vm.fsMetadata(records).length / length;
        // Foundry repeats the last run once, and shows what that logs.
        if (runs < RUNS || runs > RUNS + 1) return;
        bytes memory text = bytes(vm.readFile(records));
        _judge(text, 0, "commit an order", 600);
        _judge(text, 1, "abort an order", 600);
        _judge(text, 2, "refund a late escrow", 200);
        _judge(text, 3, "return a held output", 60);
        _judge(text, 4, "claim a refused payout", 10);
        _judge(text, 5, "open by signature", 800);
        _judge(text, 6, "refuse a nonce that was used or cancelled", 100);
        _judge(text, 7, "abort an order for its cancellation", 40);
        _judge(text, 8, "refuse to fill a cancelled order", 40);
        _judge(text, 9, "refuse an order because of a pause", 100);
        _judge(text, 10, "refuse to fill another solver's order", 100);
        _judge(text, 11, "execute a call", 200);
        _judge(text, 12, "fall back from a call", 20);
        _judge(text, 13, "collect fees", 400);
        _judge(text, 14, "skip a bad request", 800);
        _judge(text, 15, "skip a bad order", 100);
        _judge(text, 16, "lose a head with its route", 100);
        _judge(text, 17, "abort an order with its chain", 20);
        _judge(text, 18, "take a chain back", 60);
        _judge(text, 19, "pay the native token", 300);
        _judge(text, 20, "refuse another solver in the last second of the exclusivity", 20);
        _judge(text, 21, "fill another solver's order in the first second after", 20);
        if (runs > RUNS) vm.removeFile(records);
    }

    /// @param least How many of the runs must come to it.
    function _judge(bytes memory text, uint256 feat, string memory what, uint256 least) private pure {
        uint256 count = 0;
        for (uint256 i = feat; i < RUNS * (FEATS + 1); i += FEATS + 1) {
            if (text[i] == "x") ++count;
        }
        string memory share = string.concat(vm.toString(count), " of ", vm.toString(RUNS), " runs ", what);
        console.log(share);
        assertGe(count, least, string.concat(share, ", fewer than required"));
    }

    function _acts() private view returns (bytes4[] memory acts) {
        acts = new bytes4[](32);
        acts[0] = handler.open.selector;
        acts[1] = handler.reopen.selector;
        acts[2] = handler.openMany.selector;
        acts[3] = handler.cancelNonce.selector;
        acts[4] = handler.fill.selector;
        acts[5] = handler.misfill.selector;
        acts[6] = handler.fillMany.selector;
        acts[7] = handler.cancel.selector;
        acts[8] = handler.execute.selector;
        acts[9] = handler.advance.selector;
        acts[10] = handler.settle.selector;
        acts[11] = handler.missettle.selector;
        acts[12] = handler.abort.selector;
        acts[13] = handler.refund.selector;
        acts[14] = handler.pass.selector;
        acts[15] = handler.heartbeat.selector;
        acts[16] = handler.dispatch.selector;
        acts[17] = handler.relay.selector;
        acts[18] = handler.acceptEarlier.selector;
        acts[19] = handler.deliver.selector;
        acts[20] = handler.misdeliver.selector;
        acts[21] = handler.intrude.selector;
        acts[22] = handler.forge.selector;
        acts[23] = handler.carryReports.selector;
        acts[24] = handler.carryInstructions.selector;
        acts[25] = handler.refuse.selector;
        acts[26] = handler.claim.selector;
        acts[27] = handler.collect.selector;
        acts[28] = handler.pause.selector;
        acts[29] = handler.reroute.selector;
        acts[30] = handler.retire.selector;
        acts[31] = handler.updateFee.selector;
    }
}
