package io.perennial.worker.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names every slice of a model's flat parameter vector, in order and without gaps. */
public record ParameterLayout(List<Slice> slices) implements Serializable {

    /** A stretch of neighbouring slices of one kind: {@code offset} to {@code offset + length} of the flat vector. */
    public record Segment(int offset, int length) implements Serializable {

        public int end() {
            return offset + length;
        }

        /** What two stretches have in common; of no length where that is nothing. */
        public Segment overlap(Segment other) {
            int from = Math.max(offset, other.offset);
            return new Segment(from, Math.max(0, Math.min(end(), other.end()) - from));
        }
    }

    public ParameterLayout {
        slices = List.copyOf(slices);
        int next = 0;
        for (Slice slice : slices) {
            if (slice.offset() != next) {
                throw new IllegalArgumentException("slice " + slice.name() + " starts at " + slice.offset() + ", expected " + next);
            }
            next = Math.addExact(slice.offset(), slice.length());
            if (slice.length() < 0) {
                throw new IllegalArgumentException("slice " + slice.name() + " has the length " + slice.length());
            }
        }
    }

    /** Length of the flat vector. */
    public int length() {
        return slices.isEmpty() ? 0 : slices.get(slices.size() - 1).end();
    }

    /** Stretches that hold one kind, neighbours joined, in order. */
    public List<Segment> segments(Slice.Kind kind) {
        List<Segment> segments = new ArrayList<>();
        for (Slice slice : slices) {
            if (slice.kind() != kind || slice.length() == 0) {
                continue;
            }
            Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
            if (last != null && last.offset() + last.length() == slice.offset()) {
                segments.set(segments.size() - 1, new Segment(last.offset(), last.length() + slice.length()));
            } else {
                segments.add(new Segment(slice.offset(), slice.length()));
            }
        }
        return List.copyOf(segments);
    }

    /** Number of trainable elements. */
    public int trainable() {
        return segments(Slice.Kind.TRAINABLE).stream().mapToInt(Segment::length).sum();
    }

    /**
     * A vector of another layout in this one: slices are matched by name, and what grew keeps its old elements bit for bit. DL4J holds the
     * weights of an output's units one unit after the other, so the old units are the beginning of the grown slice.
     *
     * @param from   layout of {@code vector}, of the same network with fewer classes
     * @param vector elements of the old layout
     * @param others elements of this layout, for those that were not there; not changed
     * @return elements of this layout
     */
    public float[] grown(ParameterLayout from, float[] vector, float[] others) {
        Map<String, Slice> before = new HashMap<>();
        from.slices().forEach(slice -> before.put(slice.name(), slice));
        float[] grown = others.clone();
        for (Slice slice : slices) {
            Slice old = before.get(slice.name());
            if (old == null || !isGrownFrom(old.shape(), slice.shape())) {
                throw new IllegalArgumentException("slice " + slice.name() + " of shape " + Arrays.toString(slice.shape()) + " does not grow from "
                        + (old == null ? "nothing" : Arrays.toString(old.shape())));
            }
            System.arraycopy(vector, old.offset(), grown, slice.offset(), old.length());
        }
        return grown;
    }

    /**
     * A vector of another layout in this one, as far as the two go together: slices of the same name and shape are taken.
     *
     * @param from   layout of {@code vector}, of any network
     * @param vector elements of the other layout
     * @param others elements of this layout, for the slices that are not {@linkplain #alike alike}; not changed
     * @return elements of this layout
     */
    public float[] matched(ParameterLayout from, float[] vector, float[] others) {
        Map<String, Slice> before = new HashMap<>();
        from.slices().forEach(slice -> before.put(slice.name(), slice));
        float[] matched = others.clone();
        for (Slice slice : alike(from)) {
            System.arraycopy(vector, before.get(slice.name()).offset(), matched, slice.offset(), slice.length());
        }
        return matched;
    }

    /** Slices of this layout that another one has under the same name and in the same shape. */
    public List<Slice> alike(ParameterLayout other) {
        Map<String, Slice> others = new HashMap<>();
        other.slices().forEach(slice -> others.put(slice.name(), slice));
        return slices.stream().filter(slice -> others.containsKey(slice.name()) && Arrays.equals(others.get(slice.name()).shape(), slice.shape())).toList();
    }

    /** Whether a shape has more units, its last dimension, and is otherwise the same. */
    private static boolean isGrownFrom(long[] old, long[] now) {
        int last = now.length - 1;
        return old.length == now.length && old[last] <= now[last] && Arrays.equals(old, 0, last, now, 0, last);
    }

    /** Layout of a part of the flat vector, which begins at 0: slices that reach over its ends are cut there. */
    public ParameterLayout part(Segment part) {
        List<Slice> inside = new ArrayList<>();
        for (Slice slice : slices) {
            Segment both = part.overlap(new Segment(slice.offset(), slice.length()));
            if (both.length() > 0) {
                long[] shape = both.length() == slice.length() ? slice.shape() : new long[] {both.length()};
                inside.add(new Slice(slice.layer(), slice.parameter(), both.offset() - part.offset(), both.length(), shape, slice.kind()));
            }
        }
        return new ParameterLayout(inside);
    }

    /** The trainable elements of a vector of this layout, in order. */
    public float[] trainable(float[] vector) {
        float[] trainable = new float[trainable()];
        int next = 0;
        for (Segment segment : segments(Slice.Kind.TRAINABLE)) {
            System.arraycopy(vector, segment.offset(), trainable, next, segment.length());
            next += segment.length();
        }
        return trainable;
    }

    /** A vector of this layout with these trainable elements, and zeros for the rest. */
    public float[] whole(float[] trainable) {
        float[] whole = new float[length()];
        int next = 0;
        for (Segment segment : segments(Slice.Kind.TRAINABLE)) {
            System.arraycopy(trainable, next, whole, segment.offset(), segment.length());
            next += segment.length();
        }
        return whole;
    }
}
