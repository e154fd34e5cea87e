package io.perennial.worker.layer;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One direction of an LSTM. A time is a matrix {@code [numbers, examples]}, in which each gate is a block of rows; bias, input and the output before stand
 * above one another, so that a time takes one product. All nonlinearities of a time are one operation: a gate's {@code sigmoid(z)} is
 * {@code tanh(z / 2) / 2 + 1 / 2}.
 */
final class LstmCell {

    private final Scratch scratch;
    private final String name;
    private final boolean back;
    private final int inputs;
    private final int width;
    /** As many as the longest sequence yet had tokens; shorter ones use the first of them. */
    private final List<Step> steps = new ArrayList<>();
    private long examples;
    private int tokens;
    private INDArray mask;

    /** Views of one step's arrays; making them anew in every step would take longer than what is done with them. */
    private record Step(INDArray joined, INDArray input, INDArray gates, INDArray inputGate, INDArray forgetGate, INDArray outputGate, INDArray threeGates,
                        INDArray candidate, INDArray cell, INDArray squashed, INDArray slope, INDArray ofGates, INDArray ofInputGate, INDArray ofForgetGate,
                        INDArray ofOutputGate, INDArray ofCandidate, INDArray gateSlope, INDArray next) {
    }

    private LstmCell(Scratch scratch, String name, int inputs, int width, boolean back) {
        this.scratch = scratch;
        this.name = name;
        this.inputs = inputs;
        this.width = width;
        this.back = back;
    }

    static LstmCell forth(Scratch scratch, int inputs, int width) {
        return new LstmCell(scratch, "forth ", inputs, width, false);
    }

    static LstmCell back(Scratch scratch, int inputs, int width) {
        return new LstmCell(scratch, "back ", inputs, width, true);
    }

    private int joined() {
        return 1 + inputs + width;
    }

    private INDArray memory(String what, long times, long rows) {
        return scratch.array(name + what, times, rows, examples);
    }

    /** Of all tokens of the sequences at hand. */
    private INDArray all(String what, long rows) {
        return memory(what, steps.size(), rows).get(NDArrayIndex.interval(0, tokens), NDArrayIndex.all(), NDArrayIndex.all());
    }

    private void prepare(int length, long count) {
        tokens = length;
        if (steps.size() >= length && examples == count) {
            return;
        }
        if (examples == count) {
            makeSteps(length);
        } else {
            examples = count;
            makeSteps(Math.max(length, steps.size()));
        }
    }

    private void makeSteps(int tokens) {
        steps.clear();
        INDArray joined = memory("joined", tokens + 1L, joined());
        INDArray gates = memory("gates", tokens, 4L * width);
        INDArray cells = memory("cells", tokens + 1L, width);
        INDArray squashed = memory("squashed", tokens, width);
        INDArray slopes = memory("slopes", tokens, width);
        INDArray ofGates = memory("of gates", tokens, 4L * width);
        INDArray gateSlopes = memory("gate slopes", tokens, 4L * width);
        for (int step = 0; step < tokens; step++) {
            INDArray here = joined.slice(step);
            INDArray gate = gates.slice(step);
            INDArray of = ofGates.slice(step);
            steps.add(new Step(here, rows(here, 1, 1 + inputs), gate, block(gate, 0), block(gate, 1), block(gate, 2), rows(gate, 0, 3L * width), block(gate, 3),
                    cells.slice(step + 1L), squashed.slice(step), slopes.slice(step), of, block(of, 0), block(of, 1), block(of, 2), block(of, 3),
                    gateSlopes.slice(step), rows(joined.slice(step + 1L), 1 + inputs, joined())));
        }
        for (int step = 0; step <= tokens; step++) {
            joined.slice(step).get(NDArrayIndex.interval(0, 1), NDArrayIndex.all()).assign(1);
        }
        rows(joined.slice(0), 1 + inputs, joined()).assign(0);
        cells.slice(0).assign(0);
    }

    private static INDArray rows(INDArray matrix, long from, long to) {
        return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
    }

    private INDArray block(INDArray gates, int index) {
        return rows(gates, (long) index * width, (index + 1L) * width);
    }

    private int time(int step) {
        return back ? tokens - 1 - step : step;
    }

    /**
     * @param input   {@code [times, inputs, examples]}
     * @param length  tokens to go over, from the first; at most {@code times}
     * @param ofToken {@code [times, examples]}: where it is 0, output and state are; null if nowhere
     * @param output  receives {@code [times, width, examples]}, up to {@code length}
     */
    void forward(INDArray input, int length, INDArray ofToken, INDArray weights, INDArray output) {
        prepare(length, input.size(2));
        mask = ofToken;
        INDArray halved = scratch.array(name + "halved", weights.shape());
        halved.assign(weights);
        halved.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3L * width)).muli(0.5);
        INDArray product = scratch.array(name + "product", width, examples);
        INDArray before = memory("cells", steps.size() + 1L, width).slice(0);
        for (int s = 0; s < tokens; s++) {
            Step step = steps.get(s);
            step.input().assign(input.slice(time(s)));
            Algebra.multiplyTransposedLeft(halved, step.joined(), step.gates());
            Algebra.tanh(step.gates(), step.gates());
            step.threeGates().muli(0.5);
            step.threeGates().addi(0.5);
            step.forgetGate().mul(before, step.cell());
            step.inputGate().mul(step.candidate(), product);
            step.cell().addi(product);
            hide(step.cell(), s);
            Algebra.tanh(step.cell(), step.squashed());
            step.outputGate().mul(step.squashed(), step.next());
            hide(step.next(), s);
            output.slice(time(s)).assign(step.next());
            before = step.cell();
        }
    }

    private void hide(INDArray values, int step) {
        if (mask != null) {
            Broadcast.mul(values, mask.slice(time(step)), values, 1);
        }
    }

    /**
     * @param ofOutput  {@code [times, width, examples]}; changed
     * @param ofWeights receives the weights' gradient
     * @param ofInput   the input's gradient is added to it
     */
    void backward(INDArray ofOutput, INDArray weights, INDArray ofWeights, INDArray ofInput) {
        slopes();
        INDArray cells = memory("cells", steps.size() + 1L, width);
        INDArray ofCell = scratch.array(name + "of cell", width, examples);
        INDArray product = scratch.array(name + "product", width, examples);
        INDArray ofJoined = scratch.array(name + "of joined", joined(), examples);
        INDArray ofStateBefore = rows(ofJoined, 1 + inputs, joined());
        INDArray ofStepInput = rows(ofJoined, 1, 1 + inputs);
        ofCell.assign(0);
        ofJoined.assign(0);
        for (int s = tokens - 1; s >= 0; s--) {
            Step step = steps.get(s);
            INDArray ofState = ofOutput.slice(time(s));
            ofState.addi(ofStateBefore);
            hide(ofState, s);
            ofState.mul(step.squashed(), step.ofOutputGate());
            ofState.mul(step.slope(), product);
            ofCell.addi(product);
            hide(ofCell, s);
            ofCell.mul(step.candidate(), step.ofInputGate());
            ofCell.mul(cells.slice(s), step.ofForgetGate());
            ofCell.mul(step.inputGate(), step.ofCandidate());
            ofCell.muli(step.forgetGate());
            step.ofGates().muli(step.gateSlope());
            Algebra.multiply(weights, step.ofGates(), ofJoined);
            ofInput.slice(time(s)).addi(ofStepInput);
        }
        INDArray joined = memory("joined", steps.size() + 1L, joined()).get(NDArrayIndex.interval(0, tokens), NDArrayIndex.all(), NDArrayIndex.all());
        INDArray left = scratch.array(name + "joined of all", joined(), tokens, examples);
        left.assign(joined.permute(1, 0, 2));
        INDArray right = scratch.array(name + "gates of all", 4L * width, tokens, examples);
        right.assign(all("of gates", 4L * width).permute(1, 0, 2));
        Algebra.multiplyTransposedRight(left.reshape('c', joined(), tokens * examples), right.reshape('c', 4L * width, tokens * examples), ofWeights);
    }

    /** What gradients are multiplied by on their way through the gates' and the cells' nonlinearities, of all steps at once. */
    private void slopes() {
        INDArray gates = all("gates", 4L * width);
        INDArray gateSlopes = all("gate slopes", 4L * width);
        gates.mul(gates, gateSlopes);
        gates.sub(gateSlopes, gateSlopes);
        // Of the candidate, a tanh itself, 1 less its square: its square is itself less what stands there.
        INDArray ofCandidates = gateSlopes.get(NDArrayIndex.all(), NDArrayIndex.interval(3L * width, 4L * width), NDArrayIndex.all());
        ofCandidates.subi(gates.get(NDArrayIndex.all(), NDArrayIndex.interval(3L * width, 4L * width), NDArrayIndex.all()));
        ofCandidates.addi(1);
        INDArray squashed = all("squashed", width);
        INDArray slopes = all("slopes", width);
        squashed.mul(squashed, slopes);
        slopes.rsubi(1);
        slopes.muli(gates.get(NDArrayIndex.all(), NDArrayIndex.interval(2L * width, 3L * width), NDArrayIndex.all()));
    }
}
