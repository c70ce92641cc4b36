/* Choice: one question, one right answer or several, feedback for each answer.

   Native inputs in a fieldset, so keyboard and screen reader work as everywhere. Texts of the parameters are HTML that
   the host has cleaned by the semantics, texts without tags are escaped by it. */
var Kenno = window.Kenno = window.Kenno || {};

Kenno.MultiChoice = (() => {
  "use strict";

  let count = 0;

  class MultiChoice extends H5P.EventDispatcher {
    constructor(params, contentId, extras = {}) {
      super();
      this.contentId = contentId;
      this.subContentId = extras.subContentId;
      this.extras = extras;
      this.question = params.question || "";
      this.isMultiple = params.multiple === true;
      this.answers = (params.answers || []).map((answer) => ({
        text: answer.text || "",
        isRight: answer.correct === true,
        feedback: answer.feedback || "",
      }));
      this.behaviour = { enableRetry: true, enableSolution: true, shuffle: false, passPercentage: 100, ...params.behaviour };
      this.l10n = {
        check: "Check", retry: "Try again", showSolution: "Show the right answers", right: "Right", wrong: "Wrong",
        rightAnswer: "Right answer", notChosen: "Choose an answer first.", passed: "Well done.", failed: "Not quite yet.",
        score: "You got @score of @total points.", hintSingle: "Choose one answer.",
        hintMultiple: "Choose all answers that fit.", ...params.l10n,
      };
      this.name = `kenno-choice-${contentId}-${++count}`;
      this.isChecked = false;
      this.isSolved = false;
      const previous = extras.previousState || {};
      this.order = this.validOrder(previous.order) || this.newOrder();
      this.previous = previous;
    }

    attach($container) {
      this.root = $container.get ? $container.get(0) : $container;
      this.root.classList.add("kenno-choice");
      this.root.append(...this.build());
      this.restore(this.previous);
      this.setActivityStarted();
      this.trigger("resize");
    }

    /* ---- markup */

    build() {
      this.fieldset = element("fieldset", { className: "kenno-choice-question" });
      const legend = element("legend", { innerHTML: this.question });
      const hint = element("p", {
        className: "kenno-choice-hint",
        innerHTML: this.isMultiple ? this.l10n.hintMultiple : this.l10n.hintSingle,
      });
      this.rows = this.answers.map((answer, number) => this.row(answer, number));
      this.fieldset.append(legend, hint, ...this.order.map((number) => this.rows[number].row));
      this.fieldset.addEventListener("change", () => this.changed());

      // There from the start, since a live region that appears with its text is often not read.
      this.result = element("p", { className: "kenno-choice-result", tabIndex: -1 });
      this.result.setAttribute("role", "status");
      this.buttons = {
        check: this.button("check", () => this.check()),
        showSolution: this.button("showSolution", () => this.showSolutions()),
        retry: this.button("retry", () => this.retry()),
      };
      const foot = element("div", { className: "kenno-choice-buttons" });
      foot.append(...Object.values(this.buttons));
      this.showButtons();
      return [this.fieldset, this.result, foot];
    }

    row(answer, number) {
      const row = element("div", { className: "kenno-choice-answer" });
      const label = element("label");
      const input = element("input", {
        type: this.isMultiple ? "checkbox" : "radio",
        name: this.name,
        value: String(number),
      });
      const feedback = element("p", { className: "kenno-choice-feedback", id: `${this.name}-feedback-${number}`, hidden: true });
      label.append(input, element("span", { innerHTML: answer.text }));
      row.append(label, feedback);
      return { row, input, feedback };
    }

    button(text, onClick) {
      const button = element("button", { type: "button", className: "kenno-choice-button", innerHTML: this.l10n[text] });
      button.addEventListener("click", onClick);
      return button;
    }

    showButtons() {
      const isRight = this.getScore() === this.getMaxScore();
      this.buttons.check.hidden = this.isChecked;
      this.buttons.showSolution.hidden = !this.isChecked || this.isSolved || isRight || !this.behaviour.enableSolution;
      this.buttons.retry.hidden = !this.isChecked || !this.behaviour.enableRetry;
    }

    // The button that was pressed is gone: the focus goes to the next one, or to the result.
    moveFocus() {
      const next = [this.buttons.showSolution, this.buttons.retry].find((button) => !button.hidden);
      (next || this.result).focus();
    }

    /* ---- what the learner does */

    chosen() {
      return this.rows ? this.rows.flatMap(({ input }, number) => (input.checked ? [number] : [])) : [];
    }

    changed() {
      this.result.textContent = "";
      this.triggerXAPI("interacted");
    }

    check() {
      if (!this.getAnswerGiven() && this.answers.some((answer) => answer.isRight)) {
        this.result.innerHTML = this.l10n.notChosen;
        this.rows[this.order[0]]?.input.focus();
        this.trigger("resize");
        return;
      }
      this.isChecked = true;
      this.mark();
      this.moveFocus();
      this.trigger(this.answeredEvent());
      this.trigger("resize");
    }

    mark() {
      const chosen = new Set(this.chosen());
      this.answers.forEach((answer, number) => {
        const { row, input, feedback } = this.rows[number];
        const isChosen = chosen.has(number);
        const isShown = isChosen || (this.isSolved && answer.isRight);
        const words = isChosen ? (answer.isRight ? this.l10n.right : this.l10n.wrong) : this.l10n.rightAnswer;
        row.classList.toggle("kenno-choice-right", isShown && answer.isRight);
        row.classList.toggle("kenno-choice-wrong", isShown && !answer.isRight);
        feedback.hidden = !isShown;
        feedback.innerHTML = isShown ? `<b>${words}</b> ${isChosen ? answer.feedback : ""}` : "";
        if (isShown) input.setAttribute("aria-describedby", feedback.id);
        else input.removeAttribute("aria-describedby");
        // Not the fieldset: its legend and the marked answers stay readable for everybody.
        input.disabled = true;
      });
      const score = this.l10n.score.replace("@score", this.getScore()).replace("@total", this.getMaxScore());
      this.result.innerHTML = `${this.isPassed() ? this.l10n.passed : this.l10n.failed} ${score}`;
      this.showButtons();
    }

    retry() {
      this.resetTask();
      this.rows[this.order[0]]?.input.focus();
    }

    /* ---- H5P's question contract */

    showSolutions() {
      this.isChecked = true;
      this.isSolved = true;
      this.mark();
      if (this.root.contains(document.activeElement)) this.moveFocus();
      this.trigger("resize");
    }

    resetTask() {
      this.isChecked = false;
      this.isSolved = false;
      if (!this.rows) return;
      this.result.textContent = "";
      for (const { row, input, feedback } of this.rows) {
        row.classList.remove("kenno-choice-right", "kenno-choice-wrong");
        feedback.hidden = true;
        feedback.textContent = "";
        input.checked = false;
        input.disabled = false;
        input.removeAttribute("aria-describedby");
      }
      this.order = this.newOrder();
      this.fieldset.append(...this.order.map((number) => this.rows[number].row));
      this.showButtons();
      this.trigger("resize");
    }

    getAnswerGiven() {
      return this.chosen().length > 0;
    }

    // One point for the right answer; with several, one for each right choice and one off for each wrong one.
    getScore() {
      const chosen = this.chosen();
      const right = chosen.filter((number) => this.answers[number].isRight).length;
      if (!this.answers.some((answer) => answer.isRight)) return this.isChecked && chosen.length === 0 ? 1 : 0;
      return this.isMultiple ? Math.max(0, right - (chosen.length - right)) : right;
    }

    getMaxScore() {
      const right = this.answers.filter((answer) => answer.isRight).length;
      return this.isMultiple ? Math.max(1, right) : 1;
    }

    isPassed() {
      return (this.getScore() / this.getMaxScore()) * 100 >= this.behaviour.passPercentage;
    }

    getTitle() {
      return H5P.createTitle(this.extras.metadata?.title || plain(this.question));
    }

    getXAPIData() {
      return { statement: this.answeredEvent().data.statement };
    }

    answeredEvent() {
      const event = this.createXAPIEventTemplate("answered");
      const language = document.documentElement.lang || "en";
      const right = this.answers.flatMap((answer, number) => (answer.isRight ? [String(number)] : []));
      const definition = event.getVerifiedStatementValue(["object", "definition"]) || {};
      Object.assign(definition, {
        type: "http://adlnet.gov/expapi/activities/cmi.interaction",
        description: { [language]: plain(this.question) },
        interactionType: "choice",
        choices: this.answers.map((answer, number) => ({
          id: String(number),
          description: { [language]: plain(answer.text) },
        })),
        correctResponsesPattern: this.isMultiple ? [right.join("[,]")] : right,
      });
      event.setScoredResult(this.getScore(), this.getMaxScore(), this, true, this.isPassed());
      event.data.statement.result.response = this.chosen().join("[,]");
      return event;
    }

    /* ---- state */

    getCurrentState() {
      if (!this.getAnswerGiven() && !this.isChecked) return {};
      return { answers: this.chosen(), checked: this.isChecked, solved: this.isSolved, order: this.order };
    }

    restore(state) {
      for (const number of Array.isArray(state.answers) ? state.answers : []) {
        if (this.rows[number]) this.rows[number].input.checked = true;
      }
      if (state.checked === true) {
        this.isChecked = true;
        this.isSolved = state.solved === true;
        this.mark();
      }
    }

    newOrder() {
      const order = this.answers.map((_answer, number) => number);
      if (this.behaviour.shuffle) {
        for (let last = order.length - 1; last > 0; last--) {
          const other = Math.floor(Math.random() * (last + 1));
          [order[last], order[other]] = [order[other], order[last]];
        }
      }
      return order;
    }

    validOrder(order) {
      const isOrder = Array.isArray(order) && order.length === this.answers.length
        && new Set(order).size === order.length && order.every((number) => number in this.answers);
      return isOrder ? order : null;
    }
  }

  function element(name, properties = {}) {
    return Object.assign(document.createElement(name), properties);
  }

  function plain(html) {
    return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
  }

  return MultiChoice;
})();
