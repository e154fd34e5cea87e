package io.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.run.Evaluation;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;

class ResultTableTest {

    private static String table(Evaluation test) {
        StringWriter out = new StringWriter();
        new ResultTable(new PrintWriter(out)).print(test);
        return out.toString();
    }

    @Test
    void showsEveryClassOfAFew() {
        assertThat(table(new Evaluation(4, 0.75, 0.5, List.of("circle", "square", "none"), new long[][] {{2, 0, 0}, {1, 1, 0}, {0, 0, 0}}))).isEqualTo("""
                accuracy          75.0%
                loss              0.5000
                examples          4

                class   accuracy  examples
                circle    100.0%         2
                square     50.0%         2
                none           —         0
                """);
    }

    @Test
    void showsTheWorstOfMany() {
        long[][] confusion = new long[100][100];
        IntStream.range(0, 100).forEach(c -> {
            confusion[c][c] = c;
            confusion[c][(c + 1) % 100] = 100 - c;
        });
        String table = table(new Evaluation(10000, 0.5, 1, IntStream.range(0, 100).mapToObj(c -> "c" + c).toList(), confusion));

        assertThat(table).contains("the worst 10 of 100 classes:", "\nc0 ", "\nc9 ").doesNotContain("\nc10 ");
    }

    @Test
    void durationsAndSharesAreForPeople() {
        assertThat(List.of(Shown.duration(41.6), Shown.duration(185), Shown.duration(7620))).containsExactly("42s", "3m 05s", "2h 07m");
        assertThat(List.of(Shown.percent(0.4123), Shown.percent(0.99999), Shown.percent(1))).containsExactly("41.2%", "99.9%", "100.0%");
        assertThat(List.of(Shown.rate(12.34), Shown.rate(1234.4))).containsExactly("12.3", "1,234");
    }
}
