package io.perennial.driver.average;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoupTest {

    /** Accuracy falls with the distance from 10. */
    private static double accuracy(float[] vector) {
        return 1 - Math.abs(vector[0] - 10.0) / 100;
    }

    @Test
    void takesWhatDoesNotMakeItWorseTheBestFirst() {
        float[][] vectors = {{60}, {13}, {8}};
        List<String> lines = new ArrayList<>();

        Soup soup = Soup.greedy(3, v -> vectors[v], SoupTest::accuracy, lines::add);

        // 8 is the best alone; with 13 it is 10.5, nearer to 10; 60 is left out
        assertThat(soup.parameters()).containsExactly(10.5f);
        assertThat(soup.taken()).containsExactly(1, 2);
        assertThat(soup.accuracies()).containsExactly(0.5, 0.97, 0.98);
        assertThat(lines).hasSize(5).last().asString().contains("checkpoint 1").contains("left out");
    }

    @Test
    void startsFromTheLaterOfTwoThatAreAlike() {
        float[][] vectors = {{12}, {8}};

        Soup soup = Soup.greedy(2, v -> vectors[v], vector -> vector[0] == 10 ? 0.1 : accuracy(vector), line -> { });

        assertThat(soup.parameters()).containsExactly(8);
        assertThat(soup.taken()).containsExactly(1);
    }
}
