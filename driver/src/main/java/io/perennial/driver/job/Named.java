package io.perennial.driver.job;

/** A choice whose name in a job file is no Java name. */
interface Named {

    /** As the job file has it. */
    String text();
}
