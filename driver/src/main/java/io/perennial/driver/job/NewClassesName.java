package io.perennial.driver.job;

/** What becomes of examples of classes that the model does not have, as {@code newClasses} names it (lower case). */
public enum NewClassesName { REFUSE, GROW }
