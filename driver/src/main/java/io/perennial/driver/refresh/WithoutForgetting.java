package io.perennial.driver.refresh;

import io.perennial.worker.continual.Distillation;
import io.perennial.worker.continual.Objective;
import java.io.IOException;
import java.util.List;

/**
 * Learning without forgetting (Li and Hoiem, 2017): no old examples, but of the new ones the candidate should also say what the champion
 * says. With one head for all classes, where the paper has one for each task.
 *
 * @param weight      of what the champion says
 * @param temperature that softens it
 */
record WithoutForgetting(double weight, double temperature) implements Strategy {

    @Override
    public Objective objective(Knowledge past) throws IOException {
        return new Objective(new Distillation(weight, temperature, past.ofNewExamples()), List.of());
    }
}
