package io.perennial.worker.codec;

import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.ParameterLayout.Segment;
import io.perennial.worker.model.Slice;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The flat parameter vector cut into parts that can be averaged apart: each a stretch of it, in order and without gaps. Cuts lie where no block of a codec is
 * cut.
 */
public record Parts(List<Segment> segments) implements Serializable {

    /** A multiple of every codec's block: a cut within a slice is so many elements, or several times as many, from its beginning. */
    static final int ALIGNMENT = 1024;

    public Parts {
        segments = List.copyOf(segments);
    }

    /** Parts of nearly the same length, so many or, where the vector is too short for that, fewer. */
    public static Parts of(ParameterLayout layout, int count) {
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        int slice = 0;
        for (int part = 1; part < count; part++) {
            int wanted = (int) ((long) layout.length() * part / count);
            while (layout.slices().get(slice).end() <= wanted) {
                slice++;
            }
            Slice cut = layout.slices().get(slice);
            int to = cut.offset() + (wanted - cut.offset()) / ALIGNMENT * ALIGNMENT;
            if (to > from) {
                segments.add(new Segment(from, to - from));
                from = to;
            }
        }
        segments.add(new Segment(from, layout.length() - from));
        return new Parts(segments);
    }

    public int count() {
        return segments.size();
    }
}
