package io.perennial.dl4jspark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A DataSet or MultiDataSet in Java's memory. All arrays have the same number of rows, one an example.
 *
 * @param features       one an input of the network
 * @param labels         one an output
 * @param featuresMasks  as many as features, each null or a mask; null if there are none
 * @param labelsMasks    as many as labels, each null or a mask; null if there are none
 */
record HeapExamples(HeapArray[] features, HeapArray[] labels, HeapArray[] featuresMasks, HeapArray[] labelsMasks) implements Serializable {

    private static final int[] FIRST = {0};

    static HeapExamples of(DataSet data) {
        return new HeapExamples(all(data.getFeatures()), all(data.getLabels()), masks(data.getFeaturesMaskArray()), masks(data.getLabelsMaskArray()));
    }

    static HeapExamples of(MultiDataSet data) {
        return new HeapExamples(all(data.getFeatures()), all(data.getLabels()), masks(data.getFeaturesMaskArrays()), masks(data.getLabelsMaskArrays()));
    }

    private static HeapArray[] all(INDArray... arrays) {
        HeapArray[] copies = new HeapArray[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            copies[i] = arrays[i] == null ? null : HeapArray.of(arrays[i]);
        }
        return copies;
    }

    private static HeapArray[] masks(INDArray... arrays) {
        boolean none = arrays == null || java.util.Arrays.stream(arrays).allMatch(java.util.Objects::isNull);
        return none ? null : all(arrays);
    }

    int rows() {
        return features.length == 0 || features[0] == null ? 0 : features[0].rows();
    }

    HeapExamples select(int[] rows) {
        return new HeapExamples(select(features, rows), select(labels, rows), select(featuresMasks, rows), select(labelsMasks, rows));
    }

    private static HeapArray[] select(HeapArray[] arrays, int[] rows) {
        if (arrays == null) {
            return null;
        }
        HeapArray[] selected = new HeapArray[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            selected[i] = arrays[i] == null ? null : arrays[i].select(rows);
        }
        return selected;
    }

    /** Whether one example of this and one of the other can stand in the same arrays: same shapes, same masks. */
    boolean rowsLike(HeapExamples other) {
        return rowsLike(features, other.features) && rowsLike(labels, other.labels) && rowsLike(featuresMasks, other.featuresMasks)
                && rowsLike(labelsMasks, other.labelsMasks);
    }

    private static boolean rowsLike(HeapArray[] mine, HeapArray[] others) {
        if (mine == null || others == null) {
            return mine == others;
        }
        boolean alike = mine.length == others.length;
        for (int i = 0; alike && i < mine.length; i++) {
            alike = mine[i] == null || others[i] == null ? mine[i] == others[i] : mine[i].rowsLike(others[i]);
        }
        return alike;
    }

    /** One example of some examples. */
    record Row(HeapExamples of, int row) {
        HeapExamples alone() {
            return of.select(new int[] {row});
        }
    }

    /**
     * A batch of examples from wherever they lie. Where shapes differ (sequences of other lengths) they are padded and masked as DL4J does it.
     *
     * @return native arrays, for the caller to close
     */
    static MultiDataSet batch(List<Row> rows) {
        HeapExamples first = rows.get(0).of();
        if (rows.stream().allMatch(row -> row.of() == first || row.of().rowsLike(first))) {
            return gather(rows).toMultiDataSet();
        }
        List<MultiDataSet> single = new ArrayList<>(rows.size());
        rows.forEach(row -> single.add(row.alone().toMultiDataSet()));
        return org.nd4j.linalg.dataset.MultiDataSet.merge(single);
    }

    private static HeapExamples gather(List<Row> rows) {
        HeapExamples first = rows.get(0).of().select(FIRST);
        return new HeapExamples(gather(rows, first.features, HeapExamples::features), gather(rows, first.labels, HeapExamples::labels),
                gather(rows, first.featuresMasks, HeapExamples::featuresMasks), gather(rows, first.labelsMasks, HeapExamples::labelsMasks));
    }

    private static HeapArray[] gather(List<Row> rows, HeapArray[] shapes, java.util.function.Function<HeapExamples, HeapArray[]> arrays) {
        if (shapes == null) {
            return null;
        }
        HeapArray[] gathered = new HeapArray[shapes.length];
        for (int a = 0; a < shapes.length; a++) {
            if (shapes[a] == null) {
                continue;
            }
            int width = shapes[a].width();
            float[] values = new float[Math.multiplyExact(rows.size(), width)];
            for (int i = 0; i < rows.size(); i++) {
                arrays.apply(rows.get(i).of())[a].copyRow(rows.get(i).row(), values, i * width);
            }
            long[] shape = shapes[a].shape().clone();
            shape[0] = rows.size();
            gathered[a] = new HeapArray(shape, values);
        }
        return gathered;
    }

    private MultiDataSet toMultiDataSet() {
        return new org.nd4j.linalg.dataset.MultiDataSet(natives(features), natives(labels), natives(featuresMasks), natives(labelsMasks));
    }

    private static INDArray[] natives(HeapArray[] arrays) {
        if (arrays == null) {
            return null;
        }
        INDArray[] natives = new INDArray[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            natives[i] = arrays[i] == null ? null : arrays[i].toNative();
        }
        return natives;
    }
}
