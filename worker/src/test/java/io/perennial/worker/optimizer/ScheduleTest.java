package io.perennial.worker.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void stepDropsAfterEveryInterval() {
        Schedule schedule = new Schedule.Step(10, 0.5);

        assertThat(schedule.factor(9, 100)).isEqualTo(1);
        assertThat(schedule.factor(10, 100)).isEqualTo(0.5);
        assertThat(schedule.factor(25, 100)).isEqualTo(0.25);
    }

    @Test
    void cosineGoesFromThePeakToTheLastRate() {
        Schedule schedule = new Schedule.Cosine(0.2);

        assertThat(schedule.factor(0, 100)).isEqualTo(1);
        assertThat(schedule.factor(50, 100)).isCloseTo(0.6, within(1e-12));
        assertThat(schedule.factor(100, 100)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void holdEndsTheScheduleEarlyAndStaysThere() {
        Schedule schedule = new Schedule.Hold(0.25, new Schedule.Cosine(0.2));

        assertThat(schedule.factor(0, 200)).isEqualTo(1);
        assertThat(schedule.factor(75, 200)).isCloseTo(0.6, within(1e-12));
        assertThat(schedule.factor(150, 200)).isCloseTo(0.2, within(1e-12));
        assertThat(schedule.factor(199, 200)).isEqualTo(schedule.factor(150, 200));
    }

    @Test
    void oneCycleRisesThenFalls() {
        Schedule schedule = new Schedule.OneCycle(0.3, 0);

        assertThat(schedule.factor(0, 100)).isCloseTo(0.04, within(1e-12));
        assertThat(schedule.factor(30, 100)).isCloseTo(1, within(1e-12));
        assertThat(schedule.factor(65, 100)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(100, 100)).isCloseTo(0, within(1e-12));
    }

    @Test
    void warmUpRisesLinearlyAndTheRestFollowsItsSchedule() {
        Schedule schedule = new Schedule.WarmUp(10, new Schedule.Cosine(0));

        assertThat(schedule.factor(0, 110)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.factor(9, 110)).isCloseTo(1, within(1e-12));
        assertThat(schedule.factor(60, 110)).isCloseTo(0.5, within(1e-12));
    }
}
