package io.perennial.bench.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import io.perennial.worker.model.text.TextModelOptions;
import java.util.List;

/** Language models in PyTorch through DJL, fed with batches that are ready: the networks of Perennial, of PyTorch's own operations. */
final class TorchTextLoop extends TorchEngine {

    private final int batch;
    private final int vocabulary;

    TorchTextLoop(String name, int batch, Texts texts) {
        super(name, batch, network(TextBenchmark.options(name), TextBenchmark.isLstm(name), texts.vocabulary()), new Shape(batch, Texts.LENGTH));
        this.batch = batch;
        vocabulary = texts.vocabulary();
        Shape shape = new Shape(batch, Texts.LENGTH);
        for (int first = 0; first + batch <= EXAMPLES; first += batch) {
            add(manager().create(texts.tokens(first, batch), shape), manager().create(texts.next(first, batch)));
        }
    }

    /** A row for each token. */
    @Override
    NDArray answers(NDArray answers) {
        return answers.reshape((long) batch * Texts.LENGTH, vocabulary);
    }

    /** For windows of {@value Texts#LENGTH} tokens. */
    static Block network(TextModelOptions options, boolean lstm, int vocabulary) {
        int width = options.width();
        SequentialBlock network = new SequentialBlock();
        if (lstm) {
            network.add(new TokenVectors(vocabulary, width, false)).add(LSTM.builder().setStateSize(width).setNumLayers(options.layers()).optBatchFirst(true).build());
        } else {
            network.add(new TokenVectors(vocabulary, width, true));
            for (int layer = 0; layer < options.layers(); layer++) {
                network.add(new TransformerPart(width, options.heads()));
            }
        }
        return network.add(LayerNorm.builder().axis(2).build()).add(Linear.builder().setUnits(vocabulary).build());
    }

    /** Vectors of tokens and, if asked for, of their positions. */
    private static final class TokenVectors extends AbstractBlock {

        private final int width;
        private final Parameter tokens;
        private final Parameter positions;

        TokenVectors(int vocabulary, int width, boolean positioned) {
            this.width = width;
            tokens = addParameter(weights("tokens", vocabulary, width));
            positions = positioned ? addParameter(weights("positions", Texts.LENGTH, width)) : null;
        }

        private static Parameter weights(String name, int rows, int width) {
            return Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optShape(new Shape(rows, width)).optInitializer(new NormalInitializer(0.02f)).build();
        }

        @Override
        protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
            NDArray ids = inputs.singletonOrThrow();
            NDArray vectors = Embedding.embedding(ids, store.getValue(tokens, ids.getDevice(), training), SparseFormat.DENSE).singletonOrThrow();
            return new NDList(positions == null ? vectors : vectors.add(store.getValue(positions, ids.getDevice(), training)));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return new Shape[] {inputs[0].add(width)};
        }
    }

    /** A causal block, the normalization first. */
    private static final class TransformerPart extends AbstractBlock {

        private final int heads;
        private final Block norm1 = addChildBlock("norm1", LayerNorm.builder().axis(2).build());
        private final Block norm2 = addChildBlock("norm2", LayerNorm.builder().axis(2).build());
        private final Block qkv;
        private final Block out;
        private final Block up;
        private final Block down;
        private NDArray later;

        TransformerPart(int width, int heads) {
            this.heads = heads;
            qkv = addChildBlock("qkv", Linear.builder().setUnits(3L * width).build());
            out = addChildBlock("out", Linear.builder().setUnits(width).build());
            up = addChildBlock("up", Linear.builder().setUnits(4L * width).build());
            down = addChildBlock("down", Linear.builder().setUnits(width).build());
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
            Shape wide = inputs[0].slice(0, 2).add(4 * inputs[0].get(2));
            for (Block block : List.of(norm1, norm2, qkv, out, up)) {
                block.initialize(manager, type, inputs[0]);
            }
            down.initialize(manager, type, wide);
            float[] hidden = new float[Texts.LENGTH * Texts.LENGTH];
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = i % Texts.LENGTH > i / Texts.LENGTH ? -1e9f : 0;
            }
            later = manager.create(hidden, new Shape(Texts.LENGTH, Texts.LENGTH));
        }

        @Override
        protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
            NDArray x = inputs.singletonOrThrow();
            long examples = x.getShape().get(0);
            long tokens = x.getShape().get(1);
            long width = x.getShape().get(2);
            NDArray byHead = one(qkv, store, one(norm1, store, x, training), training).reshape(examples, tokens, 3, heads, width / heads).transpose(2, 0, 3, 1, 4);
            NDArray scores = byHead.get(0).matMul(byHead.get(1).transpose(0, 1, 3, 2)).mul(1 / Math.sqrt((double) width / heads)).add(later);
            NDArray attended = scores.softmax(-1).matMul(byHead.get(2)).transpose(0, 2, 1, 3).reshape(examples, tokens, width);
            NDArray middle = x.add(one(out, store, attended, training));
            NDArray inside = Activation.gelu(one(up, store, one(norm2, store, middle, training), training));
            return new NDList(middle.add(one(down, store, inside, training)));
        }

        private static NDArray one(Block block, ParameterStore store, NDArray input, boolean training) {
            return block.forward(store, new NDList(input), training).singletonOrThrow();
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }
}
