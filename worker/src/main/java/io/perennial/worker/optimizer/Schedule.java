package io.perennial.worker.optimizer;

import java.io.Serializable;

/** The learning rate as a function of the local step: the same on every worker, whatever the rounds. */
public sealed interface Schedule extends Serializable {

    /**
     * Share of the peak learning rate.
     *
     * @param step  local steps done before this one, from 0
     * @param total local steps of the whole run
     */
    double factor(long step, long total);

    /** The peak rate throughout. */
    record Constant() implements Schedule {
        @Override
        public double factor(long step, long total) {
            return 1;
        }
    }

    /** Multiplies by {@code factor} after every {@code every} local steps. */
    record Step(long every, double factor) implements Schedule {
        @Override
        public double factor(long step, long total) {
            return StrictMath.pow(factor, step / every);
        }
    }

    /** Half a cosine from the peak to {@code last} of it (Loshchilov and Hutter 2017, without restarts). */
    record Cosine(double last) implements Schedule {
        @Override
        public double factor(long step, long total) {
            return last + (1 - last) * half(step, total);
        }
    }

    /** One cycle (Smith and Topin 2018): half a cosine up from 1/25 of the peak over {@code rise} of the steps, then down to {@code last}. */
    record OneCycle(double rise, double last) implements Schedule {
        private static final double START = 1.0 / 25;

        @Override
        public double factor(long step, long total) {
            double up = rise * total;
            if (step < up) {
                return 1 - (1 - START) * half(step, up);
            }
            return last + (1 - last) * half(step - up, total - up);
        }
    }

    /** Rises linearly over the first {@code steps} local steps, then follows {@code then} over the rest. */
    record WarmUp(long steps, Schedule then) implements Schedule {
        @Override
        public double factor(long step, long total) {
            return step < steps ? (step + 1.0) / steps : then.factor(step - steps, Math.max(1, total - steps));
        }
    }

    /** Follows {@code first} squeezed into all but the last share {@code held} of the steps, then stays where that ended (SWA's schedule, Izmailov et al. 2018). */
    record Hold(double held, Schedule first) implements Schedule {
        @Override
        public double factor(long step, long total) {
            long moving = Math.max(1, StrictMath.round(total * (1 - held)));
            return first.factor(Math.min(step, moving), moving);
        }
    }

    /** 1 at 0, 0 at {@code total}: exact on every JVM. */
    private static double half(double step, double total) {
        return total <= 0 ? 0 : (1 + StrictMath.cos(StrictMath.PI * Math.min(1, step / total))) / 2;
    }
}
