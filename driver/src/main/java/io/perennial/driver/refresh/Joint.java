package io.perennial.driver.refresh;

/** All examples ever consumed, each as often as the new ones: the upper bound that other strategies are measured by. The buffer holds them all. */
record Joint() implements Strategy {

    @Override
    public int replayed(int newExamples, int buffered) {
        return buffered;
    }

    @Override
    public long bufferBytes() {
        return Long.MAX_VALUE;
    }
}
