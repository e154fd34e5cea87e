package io.perennial.driver.job;

/** How a refresh trains, as {@code strategy} names it (lower case). */
public enum StrategyName { FINETUNE, JOINT, REPLAY, DERPP, EWC, LWF }
