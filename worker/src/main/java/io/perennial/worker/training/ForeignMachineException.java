package io.perennial.worker.training;

/** An executor would not compute the same bits as the others: another instruction set or other natives. */
public class ForeignMachineException extends RuntimeException {

    public ForeignMachineException(String found, String expected) {
        super("this executor is [" + found + "], the run is on [" + expected + "]: results would depend on placement; keep the run "
                + "to machines of one kind (node labels, spark.excludeOnFailure, a resource profile)");
    }
}
