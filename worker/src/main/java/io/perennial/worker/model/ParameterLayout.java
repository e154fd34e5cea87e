package io.perennial.worker.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Names every slice of a model's flat parameter vector, in order and without gaps. */
public record ParameterLayout(List<Slice> slices) implements Serializable {

    /** A stretch of neighbouring slices of one kind: {@code offset} to {@code offset + length} of the flat vector. */
    public record Segment(int offset, int length) implements Serializable {
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
}
