package io.perennial.driver.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.run.Evaluation;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private final Gate gate = new Gate(0.02, 0.1, 0.01, 0.5, 0.3);
    private final Gate.Measured champion = new Gate.Measured(test(90, 80), test(50, 50));

    @Test
    void aCandidateAtItsLimitsPasses() {
        Gate.Verdict verdict = gate.judge(new Gate.Measured(test(80, 86), test(51, 51)), champion);

        assertThat(verdict.passed()).as(verdict.failures()).isTrue();
        assertThat(verdict.checks()).hasSize(4).allMatch(Gate.Check::passed);
    }

    @Test
    void forgettingIsNoticedInAllAndInTheWorstClass() {
        assertThat(gate.judge(new Gate.Measured(test(84, 81), test(60, 60)), champion).failures())
                .isEqualTo("old test set, accuracy against the champion's: -0.0250, least -0.0200");
        assertThat(gate.judge(new Gate.Measured(test(79, 99), test(60, 60)), champion).failures())
                .isEqualTo("old test set, accuracy of class cat (the worst) against the champion's: -0.1100, least -0.1000");
    }

    @Test
    void notLearningFromTheNewDataIsNoticed() {
        assertThat(gate.judge(new Gate.Measured(test(90, 80), test(50, 51)), champion).failures())
                .isEqualTo("held-out new examples, accuracy against the champion's: 0.0050, least 0.0100");
    }

    @Test
    void aFloorHoldsWhateverTheChampionIs() {
        Gate.Measured weak = new Gate.Measured(test(40, 40), test(40, 40));
        assertThat(gate.judge(new Gate.Measured(test(40, 50), test(60, 60)), weak).failures()).isEqualTo("old test set, accuracy: 0.4500, least 0.5000");
    }

    @Test
    void labelsThatTheChampionContradictsFarMoreOftenThanItErrsAreNotBelieved() {
        assertThat(gate.labelTrouble(champion.test(), champion.heldOut())).as("35 points lower, on data that it never saw").hasValueSatisfying(check ->
                assertThat(check.failure()).isEqualTo("new labels, the champion's accuracy on them against that on the same classes of the old test set: -0.3500, least -0.3000"));
        assertThat(gate.labelTrouble(test(90, 80), test(55, 55))).isEmpty();
    }

    @Test
    void labelsAreJudgedByTheClassesOfTheOldTestSetInTheMixOfTheNewExamples() {
        // Of birds the test set has none and the champion knows nothing yet, and of the new examples most are dogs, which it is worse at.
        Evaluation test = new Evaluation(200, 0.7, 1, List.of("cat", "dog", "bird"), new long[][] {{95, 5, 0}, {55, 45, 0}, {0, 0, 0}});
        Evaluation fresh = new Evaluation(310, 0.1, 1, List.of("cat", "dog", "bird"), new long[][] {{7, 3, 0}, {75, 25, 0}, {150, 50, 0}});

        // (7 + 25 - 10 * 0.95 - 100 * 0.45) / 110 = -0.2045; with the birds and 0.7 it would be -0.597.
        assertThat(gate.labelTrouble(test, fresh)).isEmpty();
        assertThat(new Gate(0.02, 0.1, 0.01, 0.5, 0.2).labelTrouble(test, fresh)).hasValueSatisfying(check -> assertThat(check.failure()).contains(": -0.2045, least -0.2000"));
    }

    /** Of 100 cats and 100 dogs so many right. */
    private static Evaluation test(int cats, int dogs) {
        return new Evaluation(200, (cats + dogs) / 200.0, 1, List.of("cat", "dog"), new long[][] {{cats, 100 - cats}, {100 - dogs, dogs}});
    }
}
