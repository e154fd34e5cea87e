package io.perennial.datasets.text;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A plain file: {@code .tsv}, {@code .txt} or {@code .conll}.
 *
 * @param uri  with its scheme
 * @param kind what its ending says
 */
public record TextFile(String uri, TextKind kind) implements TextSource {

    @Override
    public int headerLines() {
        return kind == TextKind.TABLE ? 1 : 0;
    }

    @Override
    public String lineName() {
        return "line";
    }

    @Override
    public List<TextPiece> pieces(Configuration hadoop) {
        return List.of(new WholeFile(uri));
    }

    @Override
    public Optional<TextSource> texts() {
        return kind == TextKind.TAGGED ? Optional.empty() : Optional.of(this);
    }

    @Override
    public TextSource words() {
        return this;
    }
}
