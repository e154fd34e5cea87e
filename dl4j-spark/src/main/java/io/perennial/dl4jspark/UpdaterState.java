package io.perennial.dl4jspark;

/** What becomes of the workers' updater states (momentum, Adam's moments) between two averages. */
public enum UpdaterState {
    /** Each worker keeps its own, on its executor; nothing travels. The driver's network is given their mean at the end of a {@code fit}. */
    RESIDENT,
    /** They are averaged with the parameters and sent out again: {@code saveUpdater(true)} of ParameterAveragingTrainingMaster. */
    AVERAGED,
    /** Every worker starts every round with that of the driver's network: {@code saveUpdater(false)} of ParameterAveragingTrainingMaster. */
    FRESH
}
