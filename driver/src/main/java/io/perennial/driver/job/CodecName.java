package io.perennial.driver.job;

/** How a delta travels, as {@code codec} names it. */
public enum CodecName implements Named {
    FP32("fp32"), FP16("fp16"), INT8("int8"), TOPK("topk"), TWO_BIT("2bit");

    private final String text;

    CodecName(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
