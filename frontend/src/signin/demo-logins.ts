/** A tap on a demo log-in fills the form and signs in. */
export function setUpDemoLogins(root: ParentNode = document): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-demo-login]")) {
    button.addEventListener("click", () => {
      const form = document.querySelector<HTMLFormElement>("form.signin");
      const login = form?.querySelector<HTMLInputElement>('input[name="login"]');
      const password = form?.querySelector<HTMLInputElement>('input[name="password"]');
      if (!form || !login || !password) return;
      login.value = button.dataset.demoLogin ?? "";
      password.value = button.dataset.demoPassword ?? "";
      form.requestSubmit();
    });
  }
}
